import type { Transaction } from '@pos/database/database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { addRows, agentRowFrom, emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { readRatedPairs } from '../store/read-pairs.ts';
import type { PublishedEpoch } from './epoch-rows.ts';

/** Maximum number of pairs that one statement reads. At half a kilobyte per pair this is ten megabytes of text. */
export const PAIRS_AT_ONCE = 20_000;

export interface CountedAgent {
  readonly did: Did;
  readonly payers: number;
}

/**
 * Computes agents' sums from all of their pairs. Small agents are read together in one statement, a large agent page by
 * page, because the pairs of a very popular agent do not fit into one result. Sums are whole quanta, so pages add up to
 * the same bits.
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

/** Groups agents so that no group has more pairs than one statement may read. */
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
