import type { Transaction } from '@pos/database/database.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationPairs } from '@pos/database/schema/reputation-pairs.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { RatedPair } from '../domain/agent-row.ts';
import { compareEvidence } from '../domain/evidence.ts';
import { applyEvidence, emptyPair, isInOrder, replayPair, type PairRow } from '../domain/pair-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { credibilityIn, pairState, ratedPairFrom } from './row-states.ts';
import { evidenceOf, type StoredEvidence } from './settled-evidence.ts';

/** What evidence did to one pair; `before` is undefined where the payer is new to the agent. */
export interface MovedPair {
  readonly did: Did;
  readonly payer: SolanaAddress;
  readonly before: RatedPair | undefined;
  readonly after: RatedPair;
}

/** Payers that no epoch has rated yet have no credibility: they count as unverified. */
const UNRATED = 0;

const keyOf = (row: { readonly did: Did; readonly payer: SolanaAddress }): string => `${row.did} ${row.payer}`;

/**
 * Takes fresh evidence, which is stored already, into its pairs. Late evidence replays its pair from the store, which
 * gives the bits that its arrival in time would have given. The agents are locked, and of this model, by the caller.
 */
export async function movePairs(tx: Transaction, fresh: readonly StoredEvidence[], model: ReputationModel): Promise<readonly MovedPair[]> {
  const byPair = Map.groupBy(fresh, keyOf);
  const known = await knownPairs(tx, fresh, model);
  const moved: MovedPair[] = [];
  for (const [key, rows] of byPair) {
    const [first] = rows;
    if (first === undefined) continue;
    const { did, payer } = first;
    const before = known.get(key);
    const pair = inOrder(before?.pair, rows, model) ?? (await replayed(tx, did, payer, model));
    moved.push({ did, payer, before, after: { pair, credibility: before?.credibility ?? UNRATED } });
  }
  await savePairs(tx, moved, model);
  return moved;
}

function inOrder(before: PairRow | undefined, rows: readonly StoredEvidence[], model: ReputationModel): PairRow | undefined {
  const events = rows.map(evidenceOf).toSorted(compareEvidence);
  const [first] = events;
  const start = before ?? emptyPair(model);
  if (first === undefined || !isInOrder(start, first)) return undefined;
  return events.reduce((pair, event) => applyEvidence(pair, event, model), start);
}

async function replayed(tx: Transaction, did: Did, payer: SolanaAddress, model: ReputationModel): Promise<PairRow> {
  const rows = await tx
    .select()
    .from(reputationEvidence)
    .where(and(eq(reputationEvidence.did, did), eq(reputationEvidence.payer, payer)));
  return replayPair(rows.map(evidenceOf), model);
}

/**
 * All pairs of an agent under this model: those of another are replayed from their evidence and keep their payers'
 * credibility. The agent is locked by the caller.
 */
export async function restatePairs(tx: Transaction, did: Did, model: ReputationModel): Promise<readonly RatedPair[]> {
  const rows = await tx.select().from(reputationPairs).where(eq(reputationPairs.did, did));
  const current: RatedPair[] = [];
  const restated: MovedPair[] = [];
  for (const row of rows) {
    if (row.modelVersion === model.version) current.push(ratedPairFrom(row.state, row, model));
    else {
      const after = { pair: await replayed(tx, did, row.payer, model), credibility: credibilityIn(row.state) };
      restated.push({ did, payer: row.payer, before: undefined, after });
    }
  }
  if (restated.length > 0) await savePairs(tx, restated, model);
  return [...current, ...restated.map(({ after }) => after)];
}

async function knownPairs(tx: Transaction, fresh: readonly StoredEvidence[], model: ReputationModel): Promise<ReadonlyMap<string, RatedPair>> {
  const rows = await tx
    .select()
    .from(reputationPairs)
    .where(
      and(
        inArray(reputationPairs.did, [...new Set(fresh.map(({ did }) => did))]),
        inArray(reputationPairs.payer, [...new Set(fresh.map(({ payer }) => payer))]),
        eq(reputationPairs.modelVersion, model.version),
      ),
    );
  return new Map(rows.map((row) => [keyOf(row), ratedPairFrom(row.state, row, model)]));
}

async function savePairs(tx: Transaction, moved: readonly MovedPair[], model: ReputationModel): Promise<void> {
  await tx
    .insert(reputationPairs)
    .values(
      moved.map(({ did, payer, after }) => ({
        did,
        payer,
        modelVersion: model.version,
        state: pairState(after),
        lastEventAt: new Date(after.pair.atMs),
        lastEventId: after.pair.lastId,
      })),
    )
    .onConflictDoUpdate({
      target: [reputationPairs.did, reputationPairs.payer],
      set: {
        modelVersion: sql`excluded.model_version`,
        state: sql`excluded.state`,
        lastEventAt: sql`excluded.last_event_at`,
        lastEventId: sql`excluded.last_event_id`,
      },
    });
}
