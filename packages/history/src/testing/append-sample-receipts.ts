import { randomBytes } from 'node:crypto';
import type { TestDatabase } from '@pos/database/testing/test-database.ts';
import { account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import type { NewReceipt } from '../domain/decide-receipt.ts';
import { appendReceipts } from '../store/append-receipts.ts';

const CLIENT = account(SOLANA_DEVNET, '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');

/** Appends receipts to histories in the given order. They have no settlements. */
export async function appendSampleReceipts(
  database: TestDatabase,
  samples: readonly (Pick<NewReceipt, 'did'> & Partial<NewReceipt>)[],
): Promise<void> {
  for (const sample of samples) {
    const settlementId = uuidV7(new Date(), randomBytes(10));
    const receipt = {
      settlementId,
      client: CLIENT,
      valueAtomic: usdcAtomic(10_000n),
      qualityBps: scoreBps(10_000),
      outcome: 'completed',
      skill: null,
      ...sample,
    } as const;
    await appendReceipts(database.app, [receipt], { now: new Date(), randomBytes });
  }
}

/** `count` receipts of one agent, for `appendSampleReceipts`. */
export const sampleReceipts = (did: Did, count: number): { readonly did: Did }[] =>
  Array.from({ length: count }, () => ({ did }));
