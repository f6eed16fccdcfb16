// SPDX-License-Identifier: GPL-3.0-only
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import type { ProofSubmission } from '@pos/contract/zk-verify/schemas/proof.ts';
import { register, registryAt } from '@pos/local/demo/registry.ts';
import { openWallet, type Wallet } from '@pos/local/demo/wallet.ts';
import { findFreePorts } from '@pos/local/free-ports.ts';
import { paymentMaker, settlePayment } from '@pos/local/load/payments.ts';
import { startSystem, type System } from '@pos/local/system.ts';
import { builtFolder } from '@pos/zk-prover/node/built-artefacts.ts';
import { Client } from 'pg';
import type * as z from 'zod';
import { found, tracesOfAmount, tracesOfBytes, type Trace } from './testing/traces.ts';
import { tapWire, type WireTap } from './testing/wire-tap.ts';

const PATIENCE_MS = 420_000;
const PAYMENTS = 60;
const PRICE = 17_350_000n;
const AT_A_TIME = 4;
const run = promisify(execFile);

let system: System;
let directory: string;
let agent: Wallet;
let payers: Wallet[];
let tap: WireTap;
let signatures: string[];
const faults: string[] = [];
/** Cleanup of everything that was started, so that a failed start leaves no process running. */
const stops: (() => void | Promise<void>)[] = [];
const proofFile = () => join(directory, 'proof.json');
const proof = () => JSON.parse(readFileSync(proofFile(), 'utf8')) as z.input<typeof ProofSubmission>;
const strangersFile = () => join(directory, 'stranger.json');

/** Runs the command in a separate process, as a user does. */
const command = (...argv: string[]) =>
  run(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { encoding: 'utf8' });
const asOwner = (...argv: string[]) =>
  command(...argv, '--wallet', 'agent-1', '--connection', system.directory.endpointsFile);

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > PATIENCE_MS / 2)
      throw new Error(`Timed out waiting until ${what}. Faults: ${faults.join('; ')}`);
    await sleep(200);
  }
}

async function rows<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: system.endpoints.database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const DAY_MS = 86_400_000;
const NEAR_MIDNIGHT_MS = 90_000;

/** Waits past midnight UTC if it is near, because a proof counts only in the proof period in which it was made. */
async function notAtMidnight(): Promise<void> {
  const left = DAY_MS - (new Date().getTime() % DAY_MS);
  if (left < NEAR_MIDNIGHT_MS) await sleep(left);
}

/** Two clients make sixty payments on chain, four at a time. */
async function pay(): Promise<string[]> {
  const registry = registryAt(system.endpoints);
  const makers = payers.map((payer) =>
    paymentMaker(system.endpoints, { payer, payTo: agent.address, amountAtomic: PRICE }),
  );
  const settled: string[] = [];
  for (let paid = 0; paid < PAYMENTS; paid += AT_A_TIME) {
    const some = Array.from({ length: AT_A_TIME }, async (_, at) =>
      settlePayment(
        registry,
        await (makers[(paid + at) % makers.length] as () => ReturnType<(typeof makers)[number]>)(),
      ),
    );
    settled.push(...(await Promise.all(some)));
  }
  return settled;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pos-history-'));
  stops.push(() => rmSync(directory, { recursive: true, force: true }));
  await builtFolder('history-totals');
  system = await startSystem({
    ports: await findFreePorts(),
    directory: join(directory, 'system'),
    onPart: () => undefined,
    onFault: (message) => void faults.push(message),
    plan: { ratePerSecond: 10_000, burst: 10_000 },
  });
  stops.push(() => system.close());
  const walletOf = (name: string) => {
    const file = system.endpoints.wallets.find((each) => each.name === name);
    if (file === undefined) throw new Error(`There is no wallet ${name}.`);
    return openWallet(file, system.endpoints.solana.network);
  };
  agent = await walletOf('agent-1');
  payers = [await walletOf('client'), await walletOf('agent-2')];
  await register(registryAt(system.endpoints), agent, {
    name: 'Auditor',
    description: 'Audits contracts.',
    skills: ['smart-contract-audit'],
    url: 'https://agent.example/answers',
  });
  await asOwner('owner');
  signatures = await pay();
  const registry = registryAt(system.endpoints);
  await until(
    'all receipts are anchored',
    async () => orThrow(await registry.getHistory({ params: { did: agent.did } })).anchoredReceipts === PAYMENTS,
  );
  tap = await tapWire(system.endpoints.apiUrl);
  stops.push(() => tap.close());
  writeFileSync(strangersFile(), JSON.stringify({ apiUrl: tap.url }));
}, PATIENCE_MS);

afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
}, PATIENCE_MS);

const secrets = (): Trace[] => [
  ...payers.flatMap(({ address }) => tracesOfBytes('a client', address)),
  ...signatures.flatMap((signature) => tracesOfBytes('a transaction', signature)),
  ...tracesOfAmount('the price', PRICE),
  ...tracesOfAmount('the total', PRICE * BigInt(PAYMENTS)),
];

describe('an agent with sixty payments', () => {
  it(
    'proves at least 50 receipts, $1,000 and at most 2 % disputes on its own machine',
    async () => {
      await notAtMidnight();
      const { stdout, stderr } = await asOwner(
        'prove',
        '--min-count',
        '50',
        '--min-value',
        '1000',
        '--max-dispute-rate',
        '2%',
        '--presenter',
        'a marketplace',
        '--nonce',
        'question-1',
        '--out',
        proofFile(),
      );
      expect(stdout).toContain('Proved');
      expect(stderr).toContain('proved');
      expect(proof()).toMatchObject({ statement: 'history-totals', did: agent.did, presenter: 'a marketplace' });
    },
    PATIENCE_MS,
  );

  it(
    'cannot prove a false statement',
    async () => {
      await expect(asOwner('prove', '--min-count', '61')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('too-few-receipts'),
      });
      await expect(asOwner('prove', '--min-value', '1041.01')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('too-little-value'),
      });
    },
    PATIENCE_MS,
  );

  it(
    'has its proof verified over HTTP by a stranger, counted once, and shown beside the score',
    async () => {
      const explained = async () =>
        orThrow(await createClient({ baseUrl: system.endpoints.apiUrl }).explainScore({ query: { did: agent.did } }));
      const { praise } = await explained();
      const first = await command('verify', proofFile(), '--connection', strangersFile());
      expect(first.stdout).toContain(
        `Verified: ${agent.did}\n  ≥ 50 receipts, ≥ $1000.00, disputes ≤ 2 %, nothing omitted`,
      );
      const again = await command('verify', proofFile(), '--connection', strangersFile());
      expect(again.stdout).toContain('Verified before');

      const stranger = createClient({ baseUrl: tap.url });
      const { proofs } = orThrow(await stranger.listProofs({ params: { did: agent.did } }));
      expect(proofs).toMatchObject([
        {
          statement: 'history-totals',
          thresholds: { minCount: 50, minValueAtomic: 1_000_000_000n, maxDisputeBps: 200 },
        },
      ]);
      const { proven } = orThrow(await stranger.getScore({ query: { did: agent.did } }));
      expect(proven).toMatchObject({
        minCount: 50,
        minValueAtomic: 1_000_000_000n,
        maxDisputeBps: 200,
        nullifier: proofs[0]?.nullifier,
      });
      const { verdicts } = orThrow(
        await stranger.verifyProofs({ body: { proofs: [{ ...proof(), presenter: 'a thief' }, proof(), null] } }),
      );
      expect(verdicts.map((each) => (each.verdict === 'refused' ? each.problem.code : each['replayed']))).toEqual([
        'proof-binding-mismatch',
        true,
        'request-invalid',
      ]);
      orThrow(await stranger.listStatements());
      orThrow(await stranger.listAnchors());
      orThrow(await stranger.getHistory({ params: { did: agent.did } }));
      await until('the proof is evidence', async () =>
        (await explained()).evidence.some(({ kind, pieces }) => kind === 'zk' && pieces === 1),
      );
      const proved = (await explained()).praise;
      expect(proved.credible + proved.unverified).toBeGreaterThan(praise.credible + praise.unverified + 0.5);
    },
    PATIENCE_MS,
  );

  it(
    'has a stolen proof in a settlement event quarantined with the reason, and not stored',
    async () => {
      const [settled] = await rows<{ detail: object }>(
        "select detail from outbox where detail_type = 'SettlementConfirmed.v1' order by id limit 1",
      );
      const { did: _did, ...carried } = proof();
      const { url: endpoint, region } = system.endpoints.eventBridge;
      const bus = new EventBridgeClient({
        endpoint,
        region,
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      });
      const Detail = JSON.stringify({ ...settled?.detail, proof: { ...carried, nonce: 'question-2' } });
      await bus.send(
        new PutEventsCommand({
          Entries: [{ Source: 'pos.producer.market', DetailType: 'SettlementConfirmed.v1', Detail }],
        }),
      );
      bus.destroy();
      await until('the proof is quarantined', async () => (await rows('select 1 from event_quarantine')).length > 0);
      expect(await rows('select consumer, reason from event_quarantine')).toEqual([
        { consumer: 'verify-carried-proof', reason: 'proof-binding-mismatch' },
      ]);
      expect(await rows('select 1 from zk_proofs')).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it('revealed no client, payment or amount in the traffic with the stranger or in the proof', async () => {
    const heard = `${tap.heard()}\n${readFileSync(proofFile(), 'utf8')}`;
    expect(heard).toContain('/zk/verify');
    expect(heard).toContain('"minValueAtomic":"1000000000"');
    expect(found(heard, secrets())).toEqual([]);
    // As a control, the same search finds the traces in the registry's public list of payments and in its ledger.
    const settlements = await (
      await fetch(`${system.endpoints.apiUrl}/agents/${encodeURIComponent(agent.did)}/settlements`)
    ).text();
    expect(found(settlements, secrets())).toEqual(['a transaction', 'the price']);
    const ledger = JSON.stringify([
      await rows('select payer, amount_atomic from settlements'),
      await rows('select value_atomic from history_accumulators'),
    ]);
    expect(found(ledger, secrets())).toEqual(['a client', 'the price', 'the total']);
  });
});
