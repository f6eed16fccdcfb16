/**
 * Measures payments per second through verify and settle, and compares them with a bare send and confirmation on the
 * same chain: `npm run node -- packages/x402/src/measure-settlements.ts [payments] [concurrent]`
 *
 * The chain runs in its own thread and PostgreSQL in its own processes. The result is the rate of one facilitator
 * process.
 */
import { randomBytes } from 'node:crypto';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import { connect } from '@pos/database/connect.ts';
import { listenForTests, type TestDatabaseGrant } from '@pos/database/testing/test-server.ts';
import { facilitatorKeyFromBytes } from '@pos/ledger/facilitator-key.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { signAsFeePayer } from '@pos/ledger/wire-transaction.ts';
import { startLocalChain } from '@pos/local-chain/start-local-chain.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { createKeyPairSignerFromPrivateKeyBytes, getAddressEncoder, generateKeyPairSigner } from '@solana/kit';
import { parsePaymentTransaction } from './schemes/exact-svm/domain/payment-transaction.ts';
import { settlePayment as settle } from './routes/settle-payment.ts';
import { verifyPayment as verify } from './routes/verify-payment.ts';
import { buildTransaction, offlineTerms, requestOf } from './schemes/exact-svm/testing/build-payment.ts';

interface Accounts {
  readonly facilitator: string;
  readonly payer: string;
  readonly payee: string;
}

const clock = { now: () => new Date() };
if (isMainThread) await measure(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 64));
else await runChain(workerData as Accounts);

async function runChain({ facilitator, payer, payee }: Accounts): Promise<void> {
  const logger = { info: () => undefined, error: (message: string) => process.stderr.write(`${message}\n`) };
  const chain = await startLocalChain({ port: 0, clock, logger });
  await chain.airdrop(facilitator, 100_000_000_000n);
  await chain.mintUsdc(payer, 1_000_000_000_000n);
  await chain.mintUsdc(payee, 0n);
  parentPort?.postMessage(chain.url);
}

async function measure(count: number, atOnce: number): Promise<void> {
  const seed = randomBytes(32);
  const [feePayer, payer, payee] = await Promise.all([
    createKeyPairSignerFromPrivateKeyBytes(seed),
    generateKeyPairSigner(),
    generateKeyPairSigner(),
  ]);
  const key = facilitatorKeyFromBytes(Uint8Array.from([...seed, ...getAddressEncoder().encode(feePayer.address)]));
  const accounts: Accounts = { facilitator: key.address, payer: payer.address, payee: payee.address };
  const worker = new Worker(new URL(import.meta.url), { workerData: accounts });
  const rpcUrl = await new Promise<string>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const solana = connectLedger({ rpcUrl, network: SOLANA_DEVNET });
  const terms = offlineTerms(key.address, payee.address);
  const { blockhash } = await solana.tip('confirmed');
  const make = () => buildTransaction({ payer, terms, blockhash });

  const bare = await Promise.all(Array.from({ length: count }, make));
  const bareRate = await rateOf(bare, atOnce, async (base64) => {
    const parsed = parsePaymentTransaction(base64);
    if (!parsed.ok) throw new Error('A payment cannot be read');
    const { wire, signature } = signAsFeePayer(key, parsed.value);
    await solana.send(wire, { preflight: true });
    return (await solana.awaitConfirmation(signature, { withinMs: 15_000 })).kind !== 'unknown';
  });

  const databases = await listenForTests();
  const granted = (await (await fetch(databases.url, { method: 'POST', body: 'measure' })).json()) as TestDatabaseGrant;
  const database = connect(granted.roles.registry_app);
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const newId = () => uuidV7(clock.now(), randomBytes(10));
  const dependencies = {
    clock,
    log: silent,
    newId,
    stage: 'local',
    publicUrl: rpcUrl,
    database,
    solana,
    facilitatorKey: key,
  };
  const routes = { verify: verify(dependencies), settle: settle(dependencies) };
  const payments = await Promise.all(
    Array.from({ length: count }, async () => FacilitatorRequest.parse(requestOf(await make(), terms))),
  );
  const settledRate = await rateOf(payments, atOnce, async (body) => {
    const rest = {
      params: undefined,
      query: undefined,
      headers: undefined,
      caller: undefined,
      requestId: 'measure',
      deadline: new Date(Date.now() + 20_000),
    };
    const verified = await routes.verify({ ...rest, body });
    const settled = await routes.settle({ ...rest, body });
    return verified.kind === 'reply' && verified.body.isValid && settled.kind === 'reply' && settled.body.success;
  });

  const ratio = (settledRate / bareRate).toFixed(2);
  process.stdout.write(
    `${count} payments, ${atOnce} of them concurrently: verify and settle ${settledRate.toFixed(0)} a second; bare send and confirm ${bareRate.toFixed(0)}; ratio ${ratio}\n`,
  );
  await database.close();
  await databases.fileDone('measure', true);
  await databases.stop();
  await worker.terminate();
}

/** Runs the items, `atOnce` at a time, and returns items per second. An item that fails is an error. */
async function rateOf<Item>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<boolean>,
): Promise<number> {
  let next = 0;
  const started = performance.now();
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      if (!(await run(item))) throw new Error('A payment was not settled');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return items.length / ((performance.now() - started) / 1000);
}
