import type { ConsumerHandler } from '@pos/contract/consumer.ts';
import { applyProof } from '@pos/contract/reputation/consumers/apply-proof.ts';
import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { quarantine, quarantineUnreadable } from '@pos/database/quarantine.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { inArray } from 'drizzle-orm';
import type * as z from 'zod';
import { decideProven } from '../domain/decide-proven.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { proofWitness } from '../store/proof-witness.ts';
import { uuidFrom, type NewEvidence } from '../store/settled-evidence.ts';

type Dependencies = DependenciesOf<typeof applyProof>;
type Proof = z.output<typeof VerifiedProof>;

function evidenceOf(proof: Proof): readonly NewEvidence[] {
  const proven = decideProven(proof);
  if (proven === undefined) return [];
  const { did, nullifier, statement, verificationKeySha256 } = proof;
  return [
    {
      eventId: uuidFrom(['zk', nullifier]),
      did,
      payer: proofWitness(did),
      kind: 'zk',
      outcome: 1,
      usdMicro: usdcAtomic(proven.usdMicro),
      provenance: { statement, nullifier, verificationKeySha256 },
      occurredAt: proof.verifiedAt,
    },
  ];
}

/**
 * Applies verified proofs to reputations. The event only identifies the proof. The proved facts are read from the
 * registry's own verified proofs, so a forged event cannot claim a proof.
 */
export const apply = (d: Dependencies): ConsumerHandler<typeof applyProof> => ({
  async handle(records) {
    const nullifiers = records.map(({ detail }) => detail.proof.nullifier);
    const rows = await d.database.orm.select().from(zkProofs).where(inArray(zkProofs.nullifier, nullifiers));
    const known = new Set(rows.map(({ nullifier }) => nullifier));
    for (const { detail, eventId } of records) {
      const { nullifier, did } = detail.proof;
      if (!known.has(nullifier))
        await quarantine(d.database.orm, {
          consumer: applyProof.id,
          deliveryId: eventId,
          event: { nullifier, did },
          reason: 'proof-unknown',
        });
    }
    const proofs = rows.map(({ root, verificationKeyHash, verifiedAt, ...row }) =>
      VerifiedProof.parse({
        ...row,
        anchor: root,
        verificationKeySha256: verificationKeyHash,
        verifiedAt: verifiedAt.toISOString(),
      }),
    );
    const applied = await applyEvidenceBatch(d.database, proofs.flatMap(evidenceOf), {
      now: d.clock.now(),
      newId: d.newId,
      model: CURRENT_MODEL,
    });
    d.log.info('Proofs were applied', { records: records.length, applied });
    return { failedRecordIds: [] };
  },

  quarantine: (refused) => quarantineUnreadable(d.database.orm, applyProof.id, refused),
});

export const handler = consumerLambda(applyProof, apply);
