import type { Transaction } from '@pos/database/database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { addRows, agentRowFrom, emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { readRatedPairs } from '../store/read-pairs.ts';
import type { PublishedEpoch } from './epoch-rows.ts';

/** Pairs in one statement: at half a kilobyte each, ten megabytes of text. */
export const PAIRS_AT_ONCE = 20_000;

export interface CountedAgent {
  readonly did: Did;
  readonly payers: number;
}

/**
 * Agents' sums from all of their pairs: of small agents some by one statement, of a large one page by page, because all pairs
 * of an agent whom everybody pays are more than one answer holds. Sums are of whole quanta, so pages add up to the same bits.
 */
export async function sumsAnew(
  tx: Transaction,
  agents: readonly CountedAgent[],
  { id, asOf }: PublishedEpoch,
  model: ReputationModel,
  pairsAtOnce: number = PAIRS_AT_ONCE,
): Promise<ReadonlyMap<Did, AgentRow>> {
  const rows = new Map<Did, AgentRow>();
  for (const group of groupsOf(agents, pairsAtOnce)) {
    const pairs = Map.groupBy(await readRatedPairs(tx, group, id, model), ({ did }) => did);
    for (const did of group) rows.set(did, agentRowFrom(pairs.get(did) ?? [], asOf.getTime(), model));
  }
  for (const { did } of agents.filter(({ payers }) => payers > pairsAtOnce)) {
    let row = emptyAgent(asOf.getTime(), model);
    for (let after: string | undefined = ''; after !== undefined;) {
      const page = await readRatedPairs(tx, [did], id, model, { after, limit: pairsAtOnce });
      row = addRows(row, agentRowFrom(page, asOf.getTime(), model));
      after = page.length < pairsAtOnce ? undefined : page.at(-1)?.payer;
    }
    rows.set(did, row);
  }
  return rows;
}

/** Agents one after the other, with no more pairs together than one statement takes. */
function groupsOf(agents: readonly CountedAgent[], pairsAtOnce: number): readonly (readonly Did[])[] {
  const groups: Did[][] = [];
  let room = 0;
  for (const { did, payers } of agents) {
    if (payers > pairsAtOnce) continue;
    if (payers > room || groups.length === 0) {
      groups.push([]);
      room = pairsAtOnce;
    }
    groups.at(-1)?.push(did);
    room -= payers;
  }
  return groups;
}
