import { randomBytes } from 'node:crypto';
import type { TestDatabase } from '@pos/database/testing/test-database.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { anchorsIn, type StoredAnchor } from '../store/anchors.ts';
import { buildAnchor } from '../store/build-anchor.ts';

/** Marks an anchor as confirmed, without a chain. */
export async function confirmNow(database: TestDatabase, { sequence }: StoredAnchor): Promise<void> {
  const anchors = anchorsIn(database.worker);
  const signature = transactionSignature(encodeBase58(randomBytes(64)));
  const previousTxSignature = await anchors.previousTransaction(sequence);
  await anchors.markSent(sequence, {
    wire: new Uint8Array(1),
    signature,
    previousTxSignature,
    lastValidBlockHeight: 1n,
    at: new Date(),
  });
  await anchors.confirm(sequence, { signature, slot: BigInt(sequence), at: new Date(), finalized: false });
}

/** Builds and confirms an anchor. Returns `undefined` if nothing has changed since the last one. */
export async function anchorNow(database: TestDatabase, batch?: number): Promise<StoredAnchor | undefined> {
  const built = await buildAnchor(database.worker, new Date(), batch);
  if (built !== undefined) await confirmNow(database, built);
  return built;
}
