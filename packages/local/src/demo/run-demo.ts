import type { RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Endpoints } from '../state/endpoints.ts';
import { startAgentServer, type AgentServer } from './agent-server.ts';
import { eventOf, openFeed, type EventFeed } from './event-feed.ts';
import { createPayingClient, presentPayment, type PayingClient } from './paying-client.ts';
import { rateWork } from './rate-work.ts';
import { getScore, register, registryAt, type ScoreBody } from './registry.ts';
import { SAMPLES, type Sample } from './samples.ts';
import { makeWallet, openWallet, type Wallet } from './wallet.ts';

export interface DemoAgent {
  readonly name: string;
  readonly did: string;
  readonly payments: number;
  readonly earnedAtomic: bigint;
  readonly before: ScoreBody;
  readonly after: ScoreBody;
}

export interface DemoResult {
  readonly agents: readonly DemoAgent[];
  /** Statuses of the refused replay, at the same server and at another one. */
  readonly replayStatuses: readonly number[];
  /** An agent with payments from unknown payers only, before and after a trusted business paid and rated it. */
  readonly vouched: DemoAgent;
  /**
   * Number of times that all servers served their paid resource. It equals the number of payments, unless a payment was
   * served twice.
   */
  readonly served: number;
}

const PATIENCE_MS = 20_000;
const short = (text: string): string => `${text.slice(0, 8)}…${text.slice(-4)}`;
const percent = (bps: number): string => `${(bps / 100).toFixed(1)} %`;
/** The score to rank by, then the mean of the estimate with its credible interval. */
export const scoreText = ({ scoreBps, meanBps, lowBps, highBps }: ScoreBody): string =>
  `${percent(scoreBps)}, mean ${percent(meanBps)} (${percent(lowBps)} – ${percent(highBps)})`;

interface Running {
  readonly sample: Sample;
  readonly wallet: Wallet;
  readonly server: AgentServer;
  readonly before: ScoreBody;
}

/**
 * Runs the main flow on real parts. The agents know only the facilitator's URL of the registry, and the official client
 * pays them. The run covers settlements on chain, events and scores. One payment is presented twice.
 */
export async function runDemo(endpoints: Endpoints, print: (line: string) => void): Promise<DemoResult> {
  const { solana } = endpoints;
  const registry = registryAt(endpoints);
  const wallets = new Map(
    await Promise.all(
      endpoints.wallets.map(async (file) => [file.name, await openWallet(file, solana.network)] as const),
    ),
  );
  const walletOf = (name: string): Wallet => {
    const wallet = wallets.get(name);
    if (wallet === undefined) throw new Error(`There is no wallet ${name} in endpoints.json.`);
    return wallet;
  };
  const client = createPayingClient(walletOf('client'), solana.rpcUrl);
  const feed = await openFeed(registry);
  const servers: AgentServer[] = [];
  const open = async (sample: Sample, payTo: string): Promise<AgentServer> => {
    const { path, price, description, answer } = sample;
    const server = await startAgentServer({
      facilitatorUrl: endpoints.facilitatorUrl,
      network: solana.network,
      payTo,
      path,
      price,
      description,
      answer,
    });
    servers.push(server);
    return server;
  };
  try {
    print('Agents');
    const running: Running[] = [];
    for (const sample of SAMPLES) {
      const wallet = await unpaid(registry, walletOf(sample.wallet), solana.network);
      const server = await open(sample, wallet.address);
      const { name, description, skills } = sample;
      const added = await register(registry, wallet, { name, description, skills, url: server.url });
      const before = await getScore(registry, wallet.did);
      running.push({ sample, wallet, server, before });
      print(
        `  ${name.padEnd(14)} ${sample.price.padEnd(6)} ${server.url.padEnd(34)} ${added ? 'registered' : 'already registered'}, score ${scoreText(before)}`,
      );
    }
    print('\nPayments');
    const agents: DemoAgent[] = [];
    let lastHeader = '';
    for (const agent of running) {
      const { paymentHeader, ...paid } = await payAgent(agent, { client, feed, registry, print });
      if (agent === running[0]) lastHeader = paymentHeader;
      agents.push(paid);
    }
    print('\nReplay: the last payment for the first agent, presented again');
    const replayStatuses = await replay(running[0] as Running, lastHeader, { open, print });
    print('\nA business that this stage trusts pays the last agent, and rates the work');
    const vouched = await vouch(running.at(-1) as Running, walletOf('business'), { feed, registry, print }, endpoints);
    const served = servers.reduce((sum, server) => sum + server.served(), 0);
    return { agents, replayStatuses, vouched, served };
  } finally {
    await feed.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

interface PayContext {
  readonly client: PayingClient;
  readonly feed: EventFeed;
  readonly registry: RegistryClient;
  readonly print: (line: string) => void;
}

async function payAgent(
  { sample, wallet, server, before }: Running,
  { client, feed, registry, print }: PayContext,
): Promise<DemoAgent & { readonly paymentHeader: string }> {
  let [paymentHeader, earnedAtomic, settledAt] = ['', 0n, 0];
  for (let payment = 1; payment <= sample.payments; payment += 1) {
    const paid = await client.get(
      `${server.url}?q=${encodeURIComponent(`${payment}${payment} questions and one answer`)}`,
    );
    if (paid.status !== 200 || paid.transaction === undefined)
      throw new Error(`${sample.name} was not paid: status ${paid.status}, ${JSON.stringify(paid.body)}`);
    const { transaction } = paid;
    print(`  ${sample.name.padEnd(14)} paid ${sample.price}, answered ${JSON.stringify(paid.body)}`);
    print(`  ${''.padEnd(14)} settled on chain: ${short(transaction)}`);
    const { type, data, position } = await feed.waitFor(
      eventOf('SettlementConfirmed.v1', (event) => event.data.txSignature === transaction),
      PATIENCE_MS,
    );
    print(`  ${''.padEnd(14)} event ${type}, slot ${data.slot}`);
    earnedAtomic += data.amount;
    paymentHeader = paid.paymentHeader;
    settledAt = Number(position);
  }
  // Evidence is applied in order, so an event after the last settlement covers all of them.
  await feed.waitFor(
    eventOf('ReputationChanged.v1', ({ subject, position }) => subject === wallet.did && Number(position) > settledAt),
    PATIENCE_MS,
  );
  const after = await getScore(registry, wallet.did);
  print(`  ${sample.name.padEnd(14)} score ${scoreText(before)} → ${scoreText(after)}`);
  return { name: sample.name, did: wallet.did, payments: sample.payments, earnedAtomic, before, after, paymentHeader };
}

const VOUCHED_PAYMENTS = 2;
const ASK_AGAIN_MS = 200;

/**
 * Resolves once the given number of ratings counts. Payments and ratings arrive separately, and no event covers both.
 */
async function ratingsCounted(registry: RegistryClient, did: Did, wanted: number): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    const { evidence } = orThrow(await registry.explainScore({ query: { did } }));
    if (evidence.some(({ kind, pieces }) => kind === 'rating' && pieces >= wanted)) return;
    await new Promise((resolve) => void setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new Error(`The ratings were not counted within ${PATIENCE_MS / 1_000} s.`);
}

/** Pays the same agent in the same way, with a wallet that the stage trusts. */
async function vouch(
  { sample, wallet, server }: Running,
  business: Wallet,
  { feed, registry, print }: Omit<PayContext, 'client'>,
  { apiUrl, solana }: Endpoints,
): Promise<DemoAgent> {
  const client = createPayingClient(business, solana.rpcUrl);
  const before = await getScore(registry, wallet.did);
  let earnedAtomic = 0n;
  for (let payment = 1; payment <= VOUCHED_PAYMENTS; payment += 1) {
    const { transaction } = await client.get(`${server.url}?q=${payment}7`);
    if (transaction === undefined) throw new Error(`${sample.name} was not paid.`);
    const { data } = await feed.waitFor(
      eventOf('SettlementConfirmed.v1', (event) => event.data.txSignature === transaction),
      PATIENCE_MS,
    );
    earnedAtomic += data.amount;
    await rateWork(registry, business, { apiUrl, network: solana.network, did: wallet.did, transaction }, 10_000);
    print(`  ${sample.name.padEnd(14)} paid ${sample.price} and rated 100 % by the wallet that paid`);
  }
  await ratingsCounted(registry, wallet.did, VOUCHED_PAYMENTS);
  const after = await getScore(registry, wallet.did);
  print(`  ${sample.name.padEnd(14)} score ${scoreText(before)} → ${scoreText(after)}`);
  return { name: sample.name, did: wallet.did, payments: VOUCHED_PAYMENTS, earnedAtomic, before, after };
}

/**
 * Returns the wallet, or a new one if its agent was paid in an earlier run. Untrusted payers can lift a score only up
 * to a limit, so only an agent without evidence shows the effect of a payment.
 */
async function unpaid(registry: RegistryClient, wallet: Wallet, network: Network): Promise<Wallet> {
  const known = await registry.getScore({ query: { did: wallet.did } });
  if (!known.ok && known.error.code === 'agent-unknown') return wallet;
  return orThrow(known).evidence === 0 ? wallet : makeWallet(wallet.name, network);
}

async function replay(
  { sample, server, wallet }: Running,
  paymentHeader: string,
  {
    open,
    print,
  }: { readonly open: (sample: Sample, payTo: string) => Promise<AgentServer>; readonly print: (line: string) => void },
): Promise<readonly number[]> {
  const twin = await open(sample, wallet.address);
  const statuses: number[] = [];
  for (const [where, url] of [
    ['the same server', server.url],
    ['another server of the same agent', twin.url],
  ] as const) {
    const { status } = await presentPayment(url, paymentHeader);
    statuses.push(status);
    print(
      `  ${where}: ${status} ${status === 402 ? 'Payment Required, refused' : 'SERVED, although it must be refused'}`,
    );
  }
  return statuses;
}
