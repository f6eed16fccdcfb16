import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type RegistryClient } from '@pos/client/client.ts';
import type { FeedEvent } from '@pos/client/api.ts';
import { orThrow } from '@pos/client/result.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { register, registryAt } from './demo/registry.ts';
import { makeWallet, openWallet, type Wallet } from './demo/wallet.ts';
import { paymentMaker, settlePayment, type Payment } from './load/payments.ts';
import type { PartProcess, System } from './system.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const PATIENCE_MS = 240_000;
const AMOUNT = 2_000n;

let test: TestSystem;
let system: System;
let agent: Wallet;
let makePayment: () => Promise<Payment>;

beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 100_000, burst: 100_000 });
  system = test.system;
  const { network } = system.endpoints.solana;
  agent = await makeWallet('agent', network);
  await register(registryAt(system.endpoints), agent, {
    name: 'Worker',
    description: 'Works through faults.',
    skills: ['patience'],
    url: 'https://agent.example/answers',
  });
  const [file] = system.endpoints.wallets;
  if (file === undefined) throw new Error('The system has no funded wallet.');
  makePayment = paymentMaker(system.endpoints, {
    payer: await openWallet(file, network),
    payTo: agent.address,
    amountAtomic: AMOUNT,
  });
}, PATIENCE_MS);

/** Ends the load of a test, even if the test failed. */
let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
});
afterEach(() => stop.abort(new Error('The test has ended.')));

afterAll(() => test.stop(), PATIENCE_MS);

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > PATIENCE_MS * 0.9)
      throw new Error(`Timed out waiting until ${what}. Faults: ${test.faults.join(' | ')}`);
    await sleep(50);
  }
}

/** Rows of a query, run as the owner. An outage answers no rows. */
async function query<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: system.endpoints.database.url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } catch {
    return [];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Kills a part and waits until another process has taken its place. */
async function kill(part: PartProcess): Promise<void> {
  const before = system.processes()[part];
  process.kill(before, 'SIGKILL');
  await until(`the ${part} runs again`, () => system.processes()[part] !== before);
}

/** A client that repeats requests for as long as an outage may last. */
const stubborn = (): RegistryClient =>
  createClient({ baseUrl: system.endpoints.apiUrl, attempts: 60, budgetMs: PATIENCE_MS });
/** A client without retries, which shows every refusal. */
const frank = (): RegistryClient => createClient({ baseUrl: system.endpoints.apiUrl, attempts: 1 });

const earned = async (): Promise<bigint> => {
  const { usdcMint, rpcUrl } = system.endpoints.solana;
  const ask = {
    jsonrpc: '2.0',
    id: 1,
    method: 'getTokenAccountsByOwner',
    params: [agent.address, { mint: usdcMint }, { encoding: 'jsonParsed', commitment: 'confirmed' }],
  };
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ask),
  });
  const { result } = (await response.json()) as {
    result: { value: { account: { data: { parsed: { info: { tokenAmount: { amount: string } } } } } }[] };
  };
  return result.value.reduce((sum, { account }) => sum + BigInt(account.data.parsed.info.tokenAmount.amount), 0n);
};

const counted = async (): Promise<readonly [number, number, number]> => {
  const [row] = await query<{ settlements: number; events: number; evidence: number }>(`select
    (select count(*)::int from settlements where agent_did = '${agent.did}' and status in ('confirmed', 'finalized')) settlements,
    (select count(*)::int from outbox where detail_type = 'SettlementConfirmed.v1' and detail->>'did' = '${agent.did}') events,
    (select count(*)::int from reputation_evidence where did = '${agent.did}') evidence`);
  return [row?.settlements ?? -1, row?.events ?? -1, row?.evidence ?? -1];
};

/** Settles payments from several concurrent servers until aborted. Each server settles one payment at a time. */
async function load(
  registry: RegistryClient,
  servers: number,
  stop: AbortSignal,
): Promise<{ readonly transactions: readonly string[]; readonly done: () => number; readonly ended: Promise<void> }> {
  const transactions: string[] = [];
  const serve = async (): Promise<void> => {
    do transactions.push(await settlePayment(registry, await makePayment()));
    while (!stop.aborted);
  };
  const ended = Promise.all(Array.from({ length: servers }, serve)).then(() => undefined);
  ended.catch(() => undefined);
  return { transactions, done: () => transactions.length, ended };
}

describe('PostgreSQL killed under load', () => {
  it(
    'is started again; requests meanwhile are refused by the contract, and no payment is lost or counted twice',
    async () => {
      const settling = await load(stubborn(), 4, stop.signal);
      await until('payments settle', () => settling.done() >= 4);

      const refusals: (readonly [string, number, boolean])[] = [];
      const watch = async (): Promise<void> => {
        const registry = frank();
        while (!stop.signal.aborted) {
          const score = await registry.getScore({ query: { did: agent.did } });
          if (!score.ok)
            refusals.push([score.error.code, score.error.status, (score.error.retryAfterSeconds ?? 0) > 0]);
          await sleep(5);
        }
      };
      const watching = Promise.all([watch(), watch(), watch()]);
      // On a slow machine it can happen that no request runs during the outage. Another outage is then made.
      for (let kills = 0; kills < 5 && refusals.length === 0; kills += 1) await kill('database');
      const atReturn = settling.done();
      await until('payments settle again', () => settling.done() >= atReturn + 4);
      stop.abort();
      await Promise.all([settling.ended, watching]);

      const refused = new Set(refusals.map((refusal) => refusal.join()));
      expect(refused).toContain('upstream-unavailable,503,true');
      // A request that runs into the outage late exceeds its own time limit. No request may fail for any other reason.
      refused.delete('time-ran-out,504,true');
      expect(refused.size).toBe(1);
      expect(new Set(settling.transactions).size).toBe(settling.done());
      const payments = settling.done();
      expect(await earned()).toBe(BigInt(payments) * AMOUNT);
      await until('every settlement is counted', async () => (await counted()).every((count) => count >= payments));
      expect(await counted()).toEqual([payments, payments, payments]);
      expect(test.faults).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^PostgreSQL is gone: .*Starting it again/),
          expect.stringMatching(/^PostgreSQL is back/),
        ]),
      );
    },
    PATIENCE_MS,
  );
});

describe('a killed process', () => {
  it(
    'of the worker is started again and publishes the events that were committed meanwhile',
    async () => {
      const [payments] = await counted();
      const killed = kill('worker');
      await settlePayment(stubborn(), await makePayment());
      await killed;
      await until('the settlement is counted', async () => (await counted())[2] > payments);
      expect(await counted()).toEqual([payments + 1, payments + 1, payments + 1]);
      expect(test.faults).toEqual(
        expect.arrayContaining(['The worker is gone: it was ended by SIGKILL. Starting it again in 250 ms.']),
      );
    },
    PATIENCE_MS,
  );

  it(
    'of the container is started again; its routes answer 503 meanwhile, and the feed continues without a gap',
    async () => {
      const told: FeedEvent[] = [];
      let [opened, lost] = [0, 0];
      const listening = (async () => {
        const feed = stubborn().streamEvents({
          query: { did: agent.did },
          signal: stop.signal,
          onOpen: () => (opened += 1),
        });
        for await (const event of feed) told.push(event);
      })();
      const ended = listening.catch((error: unknown) => String(error));
      await until('the feed listens', () => opened === 1);
      const killed = kill('container');
      const slot = () => frank().callSolanaRpc({ body: { jsonrpc: '2.0', id: 1, method: 'getSlot' } });
      await until('its absence shows', async () => {
        const answer = await slot();
        if (!answer.ok && answer.error.code === 'upstream-unavailable' && answer.error.retryAfterSeconds !== undefined)
          lost += 1;
        return lost > 0;
      });
      const first = await settlePayment(stubborn(), await makePayment());
      await killed;
      expect(
        orThrow(await stubborn().callSolanaRpc({ body: { jsonrpc: '2.0', id: 1, method: 'getSlot' } })),
      ).toMatchObject({ jsonrpc: '2.0' });
      const second = await settlePayment(stubborn(), await makePayment());
      const tells = (transaction: string) =>
        told.filter((event) => event.type === 'SettlementConfirmed.v1' && event.data.txSignature === transaction)
          .length;
      await until('the feed tells of both', () => tells(first) > 0 && tells(second) > 0);
      stop.abort(new Error('The test has ended.'));
      expect(await ended).toBe('Error: The test has ended.');
      expect([tells(first), tells(second)]).toEqual([1, 1]);
      const positions = told.map(({ position }) => Number(position));
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    },
    PATIENCE_MS,
  );
});
