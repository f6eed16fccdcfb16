import type { Database } from '@pos/database/database.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { HISTORY_TREES, historyNodes } from '@pos/database/schema/history-nodes.ts';
import { sql } from 'drizzle-orm';
import { lockBuilding } from '../store/build-anchor.ts';
import { newestAnchor } from '../store/anchors.ts';
import { saveNodes } from '../store/tree-rows.ts';
import { nodesOf, treeOf } from './compare-nodes.ts';
import type { HistoryReport } from './check-history.ts';

/**
 * Rewrites the derived tables (nodes and accumulators) with the replay's values. Returns false and writes nothing if an
 * anchor was built or a receipt appended since the check, because the replay is then out of date.
 */
export const rebuildDerived = (database: Database, { replay, anchors, receipts }: HistoryReport): Promise<boolean> =>
  database.transaction(async (tx) => {
    await lockBuilding(tx);
    await tx.execute(sql`lock table history_accumulators in share row exclusive mode`);
    const anchorSequence = (await newestAnchor(tx))?.sequence ?? 0;
    const { rows } = await tx.execute<{ count: number }>(sql`select count(*)::int as count from work_histories`);
    if (anchorSequence !== (anchors.at(-1)?.sequence ?? 0) || rows[0]?.count !== receipts) return false;
    await tx.delete(historyNodes);
    for (const tree of HISTORY_TREES) await saveNodes(tx, tree, anchorSequence, [...nodesOf(treeOf(replay, tree))]);
    for (const [did, { history }] of replay.agents) {
      const columns = { ...history.totals, chain: history.chain.toString() };
      await tx
        .insert(historyAccumulators)
        .values({ did, ...columns })
        .onConflictDoUpdate({ target: historyAccumulators.did, set: columns });
    }
    return true;
  });
