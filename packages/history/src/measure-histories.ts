/**
 * `npm run node -- packages/history/src/measure-histories.ts` measures appending receipts, building anchors and opening
 * histories on this machine, on a throwaway PostgreSQL server with fsync on.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from '@pos/database/connect.ts';
import { throwawayDatabase } from '@pos/database/testing/throwaway-database.ts';
import { account } from '@pos/vocabulary/account.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { did as didOf, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import type { NewReceipt } from './domain/decide-receipt.ts';
import { anchorsIn } from './store/anchors.ts';
import { appendReceipts } from './store/append-receipts.ts';
import { ANCHOR_BATCH, buildAnchor } from './store/build-anchor.ts';
import { openHistory } from './store/openings.ts';

const BATCH = 50;
const client = account(SOLANA_DEVNET, '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const agent = (number: number): Did => didOf(`did:web:agent-${number}.example`);
const sampleReceipt = (did: Did): NewReceipt => ({
  settlementId: randomUUID(),
  did,
  client,
  valueAtomic: usdcAtomic(10_000n),
  qualityBps: scoreBps(10_000),
  outcome: 'completed',
  skill: null,
});
const report = (what: string, rate: number, unit = '/s') =>
  process.stdout.write(`${what.padEnd(62)} ${Math.round(rate).toLocaleString('en')} ${unit}\n`);

const server = await throwawayDatabase({ durable: true });
const database = connect({ ...server.configOf('registry_owner'), poolMax: 4 });
const context = () => ({ now: new Date(), randomBytes: (length: number) => new Uint8Array(randomBytes(length)) });

async function appending(dids: readonly Did[]): Promise<number> {
  const receipts = dids.map(sampleReceipt);
  const started = performance.now();
  for (let at = 0; at < receipts.length; at += BATCH)
    await appendReceipts(database, receipts.slice(at, at + BATCH), context());
  return (receipts.length * 1_000) / (performance.now() - started);
}

async function anchoring(): Promise<number> {
  const anchors = anchorsIn(database);
  const started = performance.now();
  const built = await buildAnchor(database, new Date());
  const tookMs = performance.now() - started;
  if (built === undefined) throw new Error('There was nothing to anchor');
  const signature = transactionSignature(encodeBase58(randomBytes(64)));
  const previousTxSignature = await anchors.previousTransaction(built.sequence);
  await anchors.markSent(built.sequence, {
    wire: new Uint8Array(1),
    signature,
    previousTxSignature,
    lastValidBlockHeight: 1n,
    at: new Date(),
  });
  await anchors.confirm(built.sequence, { signature, slot: 1n, at: new Date(), finalized: true });
  return tookMs;
}

try {
  await appending(Array.from({ length: BATCH }, () => agent(0)));
  await anchoring();
  report(
    `receipts appended, one agent, batches of ${BATCH}`,
    await appending(Array.from({ length: ANCHOR_BATCH }, () => agent(1))),
  );
  report(`an anchor of ${ANCHOR_BATCH} receipts, one agent`, await anchoring(), 'ms');
  report(
    `receipts appended, ${ANCHOR_BATCH} agents, batches of ${BATCH}`,
    await appending(Array.from({ length: ANCHOR_BATCH }, (_, at) => agent(100 + at))),
  );
  report(`an anchor of ${ANCHOR_BATCH} receipts, as many agents`, await anchoring(), 'ms');
  await appending([agent(1)]);
  report('an anchor of one receipt', await anchoring(), 'ms');
  const started = performance.now();
  await openHistory(database, agent(1), { limit: 100 });
  report('opening a head and 100 receipts', performance.now() - started, 'ms');
} finally {
  await database.close();
  await server.stop();
}
