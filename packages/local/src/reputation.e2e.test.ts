import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import type { AuthorityRole } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { startAgentServer, type AgentServer } from './demo/agent-server.ts';
import { createPayingClient } from './demo/paying-client.ts';
import { rateWork } from './demo/rate-work.ts';
import { register, registryAt } from './demo/registry.ts';
import { makeWallet, openWallet, type Wallet } from './demo/wallet.ts';
import type { System } from './system.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const PATIENCE_MS = 200_000;
const COMMAND = resolve(import.meta.dirname, '../../reputation/src/cli/main.ts');

let test: TestSystem;
let system: System;
let registry: RegistryClient;
const servers: AgentServer[] = [];

beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 1_000, burst: 5_000 });
  system = test.system;
  registry = registryAt(system.endpoints);
}, 120_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await test.stop();
}, 60_000);

const scoreOf = async (did: Did) => orThrow(await registry.getScore({ query: { did } }));
const explained = async (did: Did) => orThrow(await registry.explainScore({ query: { did } }));
const reported = async (did: Did) => orThrow(await registry.getReputationReport({ query: { did } }));
const evidenceOf = async (did: Did): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries((await explained(did)).evidence.map(({ kind, pieces }) => [kind, pieces]));

async function until<Value>(what: string, ask: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const began = performance.now();
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() - began > PATIENCE_MS)
      throw new Error(
        `Waited in vain for ${what}, last seen ${JSON.stringify(value)}. Faults: ${test.faults.join('; ')}`,
      );
    await sleep(100);
  }
}
const counted = (did: Did, wanted: Readonly<Record<string, number>>) =>
  until(
    `evidence ${JSON.stringify(wanted)}`,
    () => evidenceOf(did),
    (found) => Object.entries(wanted).every(([kind, pieces]) => found[kind] === pieces),
  );

/** Runs the command of the reputation as a user does. */
async function command(
  ...words: readonly string[]
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((done) => void child.once('close', done));
  return { status, output };
}
const succeeded = async (...words: readonly string[]): Promise<string> => {
  const { status, output } = await command(...words);
  if (status !== 0) throw new Error(output);
  return output;
};

const walletNamed = (name: string): Promise<Wallet> => {
  const file = system.endpoints.wallets.find((each) => each.name === name);
  if (file === undefined) throw new Error(`There is no wallet ${name}.`);
  return openWallet(file, system.endpoints.solana.network);
};

interface Agent {
  readonly did: Did;
  readonly url: string;
}

/** Registers an agent and starts its server, which sells an answer over x402. */
async function agentNamed(name: string, price: `$${string}`): Promise<Agent> {
  const { facilitatorUrl, solana } = system.endpoints;
  const wallet = await makeWallet(name, solana.network);
  const server = await startAgentServer({
    facilitatorUrl,
    network: solana.network,
    payTo: wallet.address,
    path: '/work',
    price,
    description: name,
    answer: () => ({ done: true }),
  });
  servers.push(server);
  await register(registry, wallet, { name, description: name, skills: ['answering'], url: server.url });
  return { did: wallet.did, url: server.url };
}

const rate = async (payer: Wallet, { did }: Agent, transaction: string, rating: number) =>
  rateWork(
    registry,
    payer,
    { apiUrl: system.endpoints.apiUrl, network: system.endpoints.solana.network, did, transaction },
    rating,
  );

/** Pays an agent with the official client. If `rating` is given, the paying wallet rates each payment. */
async function pay(payerName: string, agent: Agent, times: number, rating?: number): Promise<readonly string[]> {
  const payer = await walletNamed(payerName);
  const client = createPayingClient(payer, system.endpoints.solana.rpcUrl);
  const transactions: string[] = [];
  for (let payment = 0; payment < times; payment += 1) {
    const { status, transaction } = await client.get(`${agent.url}?q=${payment}`);
    if (transaction === undefined) throw new Error(`${payerName} did not pay: ${status}`);
    if (rating !== undefined) await rate(payer, agent, transaction, rating);
    transactions.push(transaction);
  }
  return transactions;
}

/** Requests a credibility epoch and waits until these agents are scored by it. */
async function nextEpoch(agents: readonly Agent[]): Promise<void> {
  const epochs = async () => Promise.all(agents.map(async ({ did }) => (await reported(did)).epoch ?? 0));
  const before = Math.max(...(await epochs()));
  await succeeded('epoch', '--database', system.endpoints.database.url);
  await until('an epoch', epochs, (all) => all.every((epoch) => epoch > before));
}

describe('a wash trader and an honest newcomer', () => {
  it('spend through x402: ten dollars paid to itself do not lift the first, customers of a real market lift the second', async () => {
    const washer = await agentNamed('Wash Trader', '$1.00');
    const newcomer = await agentNamed('Newcomer', '$0.25');
    const established = [await agentNamed('Translator', '$1.00'), await agentNamed('Summariser', '$1.00')];
    const all = [washer, newcomer, ...established];
    for (const [wallet, times] of [
      ['agent-1', 4],
      ['agent-2', 3],
      ['agent-3', 3],
    ] as const)
      await pay(wallet, washer, times, 10_000);
    await pay('client', newcomer, 4, 10_000);
    // The newcomer's customer also pays established agents, which a trusted business pays.
    for (const agent of established) {
      await pay('business', agent, 2, 9_500);
      await pay('client', agent, 2, 9_000);
    }
    await counted(washer.did, { implicit: 10, rating: 10 });
    for (const agent of [newcomer, ...established]) await counted(agent.did, { implicit: 4, rating: 4 });

    const { settlements } = orThrow(await registry.listSettlements({ params: { did: washer.did } }));
    expect(
      settlements.filter(({ status }) => status === 'confirmed').reduce((sum, { amount }) => sum + amount, 0n),
    ).toBe(10_000_000n);
    const before = (await scoreOf(newcomer.did)).scoreBps;
    expect((await scoreOf(washer.did)).scoreBps).toBeLessThan(before + 10);

    // From the next epoch on, a payer's credibility depends on trust from others.
    await nextEpoch(all);
    const [washed, risen] = [await scoreOf(washer.did), await scoreOf(newcomer.did)];
    expect(washed.scoreBps).toBeLessThan(before + 10);
    expect(risen.scoreBps).toBeGreaterThan(before + 1_000);
    const { points } = orThrow(await registry.getScoreHistory({ query: { did: newcomer.did } }));
    expect([points[0]?.cause, points[0]?.auditHash]).toEqual(['epoch', risen.evidenceRoot]);
    expect(washed.reasons).toContain('UNVERIFIED_PAYERS_CAPPED');
    const why = await explained(washer.did);
    expect(why.praise.credible).toBe(0);
    expect(why.praise.counted).toBeLessThan(why.praise.unverified / 3);
    // The agent ranks last, and has the lowest score for a job of its own price.
    const places = await Promise.all(all.map(async ({ did }) => (await reported(did)).standing));
    expect(places[0]).toMatchObject({ rank: all.length, of: all.length, percentileBps: 0 });
    expect(places[1]?.rank).toBeLessThan(all.length);
    const { scores } = orThrow(
      await registry.getScores({
        body: { dids: [washer.did, newcomer.did, ...established.map(({ did }) => did)], jobValue: '1000000' },
      }),
    );
    expect(scores.map(({ scoreBps }) => scoreBps).toSorted((left, right) => left - right)[0]).toBe(scores[0]?.scoreBps);
  }, 400_000);
});

describe('evidence about paid work', () => {
  const say = async (
    role: AuthorityRole,
    event: string,
    agent: Agent,
    txSignature: string,
    said: object,
  ): Promise<void> => {
    const { authorities, apiUrl, eventBridge, solana } = system.endpoints;
    const keyFile = authorities.find((each) => each.role === role)?.keyFile ?? '';
    const out = join(test.directory, `${event}.json`);
    const detail = JSON.stringify({ did: agent.did, network: solana.network, txSignature, ...said });
    await succeeded(
      'attest',
      '--event',
      event,
      '--detail',
      detail,
      '--key',
      keyFile,
      '--registry',
      apiUrl,
      '--bus',
      eventBridge.busName,
      '--out',
      out,
    );
    const headers = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };
    const answer = await fetch(eventBridge.url, { method: 'POST', headers, body: readFileSync(out) });
    expect(await answer.json()).toMatchObject({ FailedEntryCount: 0 });
  };
  let agent: Agent;
  let transactions: readonly string[];

  it('moves the score by the rating of the business that paid, and by its change', async () => {
    agent = await agentNamed('Illustrator', '$0.50');
    transactions = await pay('business', agent, 3, 10_000);
    await counted(agent.did, { implicit: 3, rating: 3 });
    await nextEpoch([agent]);
    const praised = await scoreOf(agent.did);
    await rate(await walletNamed('business'), agent, transactions[0] ?? '', 0);
    await until(
      'a lower score',
      () => scoreOf(agent.did),
      ({ meanBps }) => meanBps < praised.meanBps,
    );
    // The amended rating is still one rating.
    await counted(agent.did, { implicit: 3, rating: 3 });
    await expect(rate(await walletNamed('client'), agent, transactions[1] ?? '', 0)).rejects.toThrow(/rating/);
  }, 400_000);

  it('is voided by a verdict that dismisses the dispute', async () => {
    const before = await scoreOf(agent.did);
    await say('arbiter', 'dispute-resolved', agent, transactions[0] ?? '', {
      verdict: 'dismissed',
      refundedAtomic: '0',
    });
    await counted(agent.did, { dismissed: 1 });
    expect((await scoreOf(agent.did)).meanBps).toBeGreaterThan(before.meanBps);
  }, 400_000);

  it('raises the score by an attestation of an oracle', async () => {
    const before = await scoreOf(agent.did);
    await say('oracle', 'work-attested', agent, transactions[1] ?? '', { outcomeBps: 10_000 });
    await counted(agent.did, { oracle: 1 });
    const after = await scoreOf(agent.did);
    expect(after.evidence).toBeGreaterThan(before.evidence);
    expect(after.scoreBps).toBeGreaterThan(before.scoreBps);
  }, 400_000);

  it('lowers the score by a verdict that upholds a dispute, and by the key of an arbiter only', async () => {
    const before = await scoreOf(agent.did);
    await say('oracle', 'dispute-resolved', agent, transactions[2] ?? '', { verdict: 'upheld', refundedAtomic: '0' });
    await say('arbiter', 'dispute-resolved', agent, transactions[2] ?? '', { verdict: 'upheld', refundedAtomic: '0' });
    await counted(agent.did, { adjudicated: 1 });
    const after = await scoreOf(agent.did);
    expect(after.scoreBps).toBeLessThan(before.scoreBps);
    expect(after.reasons).toContain('UPHELD_DISPUTES');
    expect((await reported(agent.did)).disputes.some(({ units }) => units > 0)).toBe(true);
    const { points } = orThrow(await registry.getScoreHistory({ query: { did: agent.did } }));
    expect(points[0]?.auditHash).toBe(after.evidenceRoot);
  }, 400_000);

  it('can be replayed by anybody, and a replay detects missing evidence', async () => {
    const [whole, short] = [join(test.directory, 'agent.json'), join(test.directory, 'short.json')];
    await succeeded('export', '--database', system.endpoints.database.url, '--did', agent.did, '--out', whole);
    const { evidenceRoot, scoreBps } = await scoreOf(agent.did);
    expect(JSON.parse(await succeeded('replay', '--export', whole))).toMatchObject({
      agrees: true,
      chain: 'unbroken',
      evidence: 'complete',
      evidenceRoot,
      score: { scoreBps: expect.any(Number) },
    });
    const exported = JSON.parse(readFileSync(whole, 'utf8')) as {
      pairs: { events: { kind: string }[] }[];
      published: { scoreBps: number };
    };
    expect(Math.abs(exported.published.scoreBps - scoreBps)).toBeLessThanOrEqual(1);
    for (const pair of exported.pairs) pair.events = pair.events.filter(({ kind }) => kind !== 'adjudicated');
    writeFileSync(short, JSON.stringify(exported));
    const replay = await command('replay', '--export', short);
    expect([replay.status, JSON.parse(replay.output)]).toMatchObject([
      1,
      { agrees: false, chain: 'of-another-score', evidence: 'incomplete' },
    ]);
  }, 400_000);

  it('answers 304 without a body for a known ETag', async () => {
    const ask = (tag: string) =>
      fetch(`${system.endpoints.apiUrl}/reputation/score?did=${encodeURIComponent(agent.did)}`, {
        headers: { 'if-none-match': tag },
      });
    // Repeats the requests if the interval of five minutes ended between them.
    const seen = await until(
      '304',
      async () => {
        const first = await ask('""');
        const second = await ask(first.headers.get('etag') ?? '');
        return { statuses: [first.status, second.status], body: await second.text() };
      },
      ({ statuses }) => statuses[1] === 304,
    );
    expect(seen).toEqual({ statuses: [200, 304], body: '' });
  });

  it('caused no fault', () => expect(test.faults).toEqual([]));
});
