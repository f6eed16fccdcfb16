/**
 * Measures how many USDC transfers per second the local chain executes through its RPC, preflight included. `node
 * packages/local-chain/src/measure-throughput.ts [transactions] [state file]`
 *
 * The load comes from a worker thread, so that the client does not slow the chain down.
 */
import { Agent, request } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createSolanaRpc, generateKeyPairSigner } from '@solana/kit';
import { startLocalChain } from './start-local-chain.ts';
import { signed, usdcTransfer } from './testing/token-transfer.ts';

const CONNECTIONS = 16;

if (isMainThread) await measure(Number(process.argv[2] ?? 5000), process.argv[3]);
else await sendAll(workerData as { url: string; wires: string[] });

async function measure(count: number, stateFile: string | undefined): Promise<void> {
  const logger = {
    info: () => undefined,
    error: (message: string, details?: object) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`),
  };
  const chain = await startLocalChain({
    port: 0,
    clock: { now: () => new Date() },
    logger,
    ...(stateFile === undefined ? {} : { stateFile }),
  });
  const payer = await generateKeyPairSigner();
  await chain.airdrop(payer.address, 100_000_000_000n);
  const from = await chain.mintUsdc(payer.address, 1_000_000_000_000n);
  const to = await chain.mintUsdc((await generateKeyPairSigner()).address, 0n);
  const { value: lifetime } = await createSolanaRpc(chain.url).getLatestBlockhash().send();
  const wires: string[] = [];
  for (let amount = 1; amount <= count; amount += 1) {
    wires.push((await signed(payer, lifetime, [usdcTransfer(payer, from, to, BigInt(amount))])).wire);
  }
  const worker = new Worker(new URL(import.meta.url), { workerData: { url: chain.url, wires } });
  const seconds = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const arrived = chain.tokenBalance(to) === BigInt(count * (count + 1)) / 2n;
  process.stdout.write(
    `${count} transfers in ${seconds.toFixed(2)} s: ${Math.round(count / seconds)} a second, ${arrived ? 'all arrived' : 'SOME LOST'}\n`,
  );
  await chain.close();
}

async function sendAll({ url, wires }: { url: string; wires: string[] }): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const started = performance.now();
  const sender = async () => {
    for (let index = next++; index < wires.length; index = next++) await post(url, agent, wires[index] ?? '');
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  parentPort?.postMessage((performance.now() - started) / 1000);
  agent.destroy();
}

function post(url: string, agent: Agent, wire: string): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'sendTransaction',
    params: [wire, { encoding: 'base64', preflightCommitment: 'confirmed' }],
  });
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => (text.includes('"result"') ? resolve() : reject(new Error(text))));
      },
    );
    sent.on('error', reject).end(body);
  });
}
