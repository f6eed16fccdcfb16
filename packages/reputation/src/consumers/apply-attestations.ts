import type { ConsumerHandler } from '@pos/contract/consumer.ts';
import { applyAttestations } from '@pos/contract/reputation/consumers/apply-attestations.ts';
import { quarantine, quarantineUnreadable } from '@pos/database/quarantine.ts';
import { reputationRatings } from '@pos/database/schema/reputation-ratings.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { and, eq, inArray } from 'drizzle-orm';
import { CURRENT_MODEL } from '../model/models.ts';
import { attestPayer } from '../epochs/trust-seeds.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { settlementKey } from '../store/find-settlements.ts';
import { findWorks } from '../store/find-works.ts';
import { evidenceRow, type NewEvidence } from '../store/settled-evidence.ts';
import {
  checkAuthority,
  decideEvidence,
  onTheWire,
  type AttestedRecord,
  type KnownOfWork,
  type EvidenceRecord,
  type EvidenceRefusal,
  type WorkRecord,
} from '../judging/judge-attestation.ts';

type Dependencies = DependenciesOf<typeof applyAttestations>;

/**
 * Evidence about a payment may arrive before the payment. The queue delivers such evidence again until it has this age.
 */
const OVERTAKING_MS = 60_000;

/**
 * Applies ratings, attestations and reversals to reputations. Ratings are read from the registry's own rows, which only
 * the paying wallet can write. Attestations must have the signature of a key that the stage configures. Reversals are
 * checked on chain. An event that fails its check is quarantined with the reason.
 */
export const apply = (d: Dependencies): ConsumerHandler<typeof applyAttestations> => ({
  async handle(records) {
    const known = await findKnown(d, records);
    const evidence: NewEvidence[] = [];
    const failedRecordIds: string[] = [];
    for (const record of records) {
      const refusal = await judge(d, record, known, evidence);
      if (refusal === undefined) continue;
      if (refusal === 'chain-down') {
        failedRecordIds.push(record.recordId);
        continue;
      }
      const isYoung = d.clock.now().getTime() - record.time.getTime() < OVERTAKING_MS;
      if (isYoung && (refusal === 'settlement-unknown' || refusal === 'not-confirmed'))
        failedRecordIds.push(record.recordId);
      else await keep(d, record, refusal);
    }
    const applied = await applyEvidenceBatch(d.database, evidence, {
      now: d.clock.now(),
      newId: d.newId,
      model: CURRENT_MODEL,
    });
    d.log.info('Attestations were applied', { records: records.length, applied });
    return { failedRecordIds };
  },

  quarantine: (refused) => quarantineUnreadable(d.database.orm, applyAttestations.id, refused),
});

const isAttested = (record: EvidenceRecord): record is AttestedRecord => 'authority' in record.detail;
const isAboutWork = (record: EvidenceRecord): record is WorkRecord => record.event !== 'payer-attested';

async function judge(
  d: Dependencies,
  record: EvidenceRecord,
  known: ReadonlyMap<string, KnownOfWork>,
  evidence: NewEvidence[],
): Promise<EvidenceRefusal | 'chain-down' | undefined> {
  if (isAttested(record)) {
    const checked = checkAuthority(record, {
      authorities: d.authorities,
      domain: new URL(d.publicUrl).host,
      now: d.clock.now(),
    });
    if (!checked.ok) return checked.error;
  }
  if (!isAboutWork(record)) {
    await attestPayer(d.database.orm, record.detail, d.clock.now());
    return undefined;
  }
  const of = known.get(settlementKey(record.detail)) ?? { work: undefined, rating: undefined };
  const decision = decideEvidence(record, of);
  if (!decision.ok) return decision.error;
  if (record.event === 'settlement-reversed') {
    const found = await findOnChain(d, record);
    if (found !== 'nowhere') return found;
  }
  evidence.push(evidenceRow(decision.value));
  return undefined;
}

/**
 * Looks the payment up on chain. An outage of the node delays only this event; ratings in the same batch do not need
 * the chain.
 */
async function findOnChain(
  { solana, log }: Dependencies,
  { detail, eventId }: WorkRecord,
): Promise<'still-on-chain' | 'nowhere' | 'chain-down'> {
  try {
    const [status] = await solana.statuses([detail.txSignature], { history: true });
    return status !== undefined && status.kind !== 'unknown' && status.error === undefined
      ? 'still-on-chain'
      : 'nowhere';
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
    log.warn('A reversal could not be checked: the node does not answer', {
      deliveryId: eventId,
      service: error.service,
    });
    return 'chain-down';
  }
}

async function findKnown(
  d: Dependencies,
  records: readonly EvidenceRecord[],
): Promise<ReadonlyMap<string, KnownOfWork>> {
  const signatures = [...new Set(records.filter(isAboutWork).map(({ detail }) => detail.txSignature))];
  if (signatures.length === 0) return new Map();
  const { network } = d.solana;
  const [works, ratings] = await Promise.all([
    findWorks(d.database.orm, network, signatures),
    d.database.orm
      .select()
      .from(reputationRatings)
      .where(and(eq(reputationRatings.network, network), inArray(reputationRatings.txSignature, signatures))),
  ]);
  const byKey = new Map(ratings.map((rating) => [settlementKey(rating), rating]));
  return new Map(
    signatures
      .map((txSignature) => settlementKey({ network, txSignature }))
      .map((key) => [key, { work: works.get(key), rating: byKey.get(key) }]),
  );
}

async function keep(d: Dependencies, record: EvidenceRecord, reason: EvidenceRefusal): Promise<void> {
  d.log.warn('An attestation was quarantined', {
    reason,
    event: record.event,
    deliveryId: record.eventId,
    source: record.source,
  });
  await quarantine(d.database.orm, {
    consumer: applyAttestations.id,
    deliveryId: record.eventId,
    event: onTheWire(record),
    reason,
  });
}

export const handler = consumerLambda(applyAttestations, apply);
