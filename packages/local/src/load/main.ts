/**
 * `npm run load` measures settlements per second over HTTP, as servers make them (verify, then settle). It compares
 * them with the same payments that are sent to the node and confirmed without a registry. It needs a running system
 * with a higher rate limit: GATEWAY_RATE=5000 npm start
 */
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@pos/client/client.ts';
import { register, registryAt } from '../demo/registry.ts';
import { makeWallet, openWallet } from '../demo/wallet.ts';
import { loadCount, portOffset } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { readEndpoints } from '../state/endpoints.ts';
import { stateDirectoryFor } from '../state/location.ts';
import { barePayments } from './bare-payments.ts';
import { measure, type Measured } from './measure.ts';
import { paymentMaker, settlePayment } from './payments.ts';

const WIDTH = 32;
const WARM_UP = 64;

const print = (line: string) => process.stdout.write(`${line}\n`);
const row = (what: string, { count, perSecond, medianMs, p95Ms }: Measured) =>
  print(
    `  ${what.padEnd(28)} ${String(count).padStart(6)} ${perSecond.toFixed(1).padStart(10)} ${medianMs.toFixed(0).padStart(12)} ${p95Ms.toFixed(0).padStart(9)}`,
  );

async function run(): Promise<void> {
  const endpoints = readEndpoints(join(stateDirectoryFor(portOffset(process.env)), 'endpoints.json'));
  const count = loadCount(process.env) ?? 300;
  const [file] = endpoints.wallets;
  if (file === undefined) throw new StartError('endpoints.json names no wallet.', 'Start the system again: npm start');
  const payer = await openWallet(file, endpoints.solana.network);
  const agent = await makeWallet('load', endpoints.solana.network);
  await register(registryAt(endpoints), agent, {
    name: 'Load',
    description: 'Receives payments at the highest possible rate.',
    skills: ['load'],
    url: 'https://agent.example/answers',
  });
  const parties = { payer, payTo: agent.address };

  print(
    `${availableParallelism()} cores, load average ${loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')}, ${WIDTH} at once\n`,
  );
  print(
    `  ${''.padEnd(28)} ${'count'.padStart(6)} ${'a second'.padStart(10)} ${'median ms'.padStart(12)} ${'p95 ms'.padStart(9)}`,
  );
  const pay = await barePayments(endpoints, parties);
  await measure(WARM_UP, WIDTH, pay);
  const alone = await measure(count, WIDTH, pay);
  row('send and confirm alone', alone);

  const registry = createClient({ baseUrl: endpoints.apiUrl });
  const makePayment = paymentMaker(endpoints, { ...parties, amountAtomic: 1_000n });
  const settle = async () => settlePayment(registry, await makePayment());
  await measure(WARM_UP, WIDTH, settle);
  const settled = await measure(count, WIDTH, settle);
  row('verify and settle over HTTP', settled);
  print(
    `\n  ratio ${(settled.perSecond / alone.perSecond).toFixed(2)}: a settlement over HTTP adds two requests, a durable reservation, a simulation and an event`,
  );
}

try {
  await run();
} catch (error) {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n→ ${error.cure}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
