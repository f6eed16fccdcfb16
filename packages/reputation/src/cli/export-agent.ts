import { readAudit } from '@pos/database/audit.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { eq } from 'drizzle-orm';
import { modelOf } from '../model/models.ts';
import { readRatedPairs } from '../store/read-pairs.ts';
import { agentRowFromState } from '../store/row-states.ts';
import { evidenceItemOf } from '../store/settled-evidence.ts';
import type { EvidenceExport } from './replay-export.ts';

/**
 * `numbered` is for everybody: it replaces the wallets of payers by numbers, which replay to the same score. `named` is
 * for the agent itself. See docs/privacy.md.
 */
export type PayersOfExport = 'numbered' | 'named';

/**
 * Exports everything behind an agent's score, from one snapshot; `undefined` if there is no evidence about the agent.
 */
export const exportAgent = (
  database: Database,
  did: Did,
  payers: PayersOfExport = 'numbered',
): Promise<EvidenceExport | undefined> =>
  database.transaction(
    async (tx) => {
      const [score] = await tx.select().from(reputationScores).where(eq(reputationScores.did, did));
      if (score === undefined) return undefined;
      const model = modelOf(score.modelVersion);
      if (model === undefined)
        throw new RangeError(`Model ${score.modelVersion} is not part of this release: use a release that lists it`);
      const pairs = await readRatedPairs(tx, [did], score.epoch, model);
      const evidence = await tx.select().from(reputationEvidence).where(eq(reputationEvidence.did, did));
      const byPayer = Map.groupBy(evidence, ({ payer }) => payer);
      const row = agentRowFromState(score.state);
      return {
        did,
        modelVersion: score.modelVersion,
        landmarkMs: row.landmarkMs,
        asOfMs: score.asOf.getTime(),
        jobValueUsd: null,
        pairs: pairs.map(({ payer, credibility }, index) => ({
          payer: payers === 'named' ? payer : `payer-${index + 1}`,
          credibility,
          events: (byPayer.get(payer) ?? []).map((piece) => ({
            ...evidenceItemOf(piece),
            ...(piece.provenance === null ? {} : { provenance: piece.provenance }),
          })),
        })),
        audit: (await wholeAudit(tx, did)).map(({ sequence, previousHash, hash, payload, at }) => ({
          sequence,
          previousHash,
          hash,
          payload,
          at: at.toISOString(),
        })),
        published: { scoreBps: score.scoreBps, sums: [...row.sums] },
      };
    },
    { isolation: 'repeatable read' },
  );

async function wholeAudit(tx: Transaction, did: Did) {
  const rows = [...(await readAudit(tx, did))];
  for (let last = rows.at(-1); last !== undefined;) {
    const more = await readAudit(tx, did, last.sequence);
    rows.push(...more);
    last = more.at(-1);
  }
  return rows;
}
