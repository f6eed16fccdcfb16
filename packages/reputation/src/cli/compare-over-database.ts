import type { Database } from '@pos/database/database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { compareEvidence } from '../domain/evidence.ts';
import type { MarketEvidence } from '../domain/scored-market.ts';
import { standingEvidence } from '../domain/standing-evidence.ts';
import { trustedSeeds } from '../epochs/trust-seeds.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { PayerKey } from '../store/payer-key.ts';
import { keyOf, readEvidenceItems, rowsOf, type PairKey } from '../store/read-pairs.ts';
import { compareModels, type Move } from './compare-models.ts';

/** Pairs whose evidence is read in one statement. */
const CHUNK = 5_000;

/**
 * Compares two models over the registry's whole evidence. Both score it from nothing, each with a credibility pass over
 * all pairs. It holds all evidence in memory, about a gigabyte for five million items.
 */
export const compareOverDatabase = (
  database: Database,
  before: ReputationModel,
  after: ReputationModel,
  now: Date,
): Promise<readonly (Move & { readonly did: Did })[]> =>
  database.transaction(
    async (tx) => {
      const agents = numbered<Did>();
      const payers = numbered<PayerKey>();
      const trustSeeds = new Map([...(await trustedSeeds(tx, now))].map(([payer, trust]) => [payers.of(payer), trust]));
      const evidence: MarketEvidence[] = [];
      let last: PairKey | undefined;
      for (;;) {
        const pairs: readonly PairKey[] = await rowsOf<PairKey>(
          tx,
          sql`select did, payer from reputation_pairs where (did, payer) > (${last?.did ?? ''}, ${last?.payer ?? ''}) order by did, payer limit ${CHUNK}`,
        );
        const items = await readEvidenceItems(tx, pairs);
        for (const pair of pairs) {
          const [agent, payer] = [agents.of(pair.did), payers.of(pair.payer)];
          for (const piece of standingEvidence(items.get(keyOf(pair)) ?? []))
            evidence.push({ payer, agent, evidence: piece });
        }
        last = pairs.at(-1);
        if (last === undefined || pairs.length < CHUNK) break;
      }
      const dids = agents.all();
      evidence.sort((left, right) => compareEvidence(left.evidence, right.evidence));
      const market = { evidence, payers: payers.all().length, agents: dids.length, trustSeeds };
      const atMs = now.getTime();
      return compareModels(market, { atMs, jobValueUsd: null, passAtMs: atMs }, before, after).flatMap((move) => {
        const did = dids[move.agent];
        return did === undefined ? [] : [{ did, ...move }];
      });
    },
    { isolation: 'repeatable read' },
  );

function numbered<Name extends string>() {
  const numbers = new Map<Name, number>();
  return {
    of(name: Name): number {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    },
    all: (): readonly Name[] => [...numbers.keys()],
  };
}
