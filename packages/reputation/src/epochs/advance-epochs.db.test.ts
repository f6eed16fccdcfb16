import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfiguredTrustSeeds } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { emptyAgent } from '../domain/agent-row.ts';
import { emptyPair } from '../domain/pair-row.ts';
import { publishedEpoch } from './epoch-rows.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { agentState, pairState } from '../store/row-states.ts';
import { sql } from 'drizzle-orm';
import { advanceEpochs } from './advance-epochs.ts';
import { makeMarket, shutGate, walletOf, type Gate } from '../testing/gated-market.ts';
import { startCredibility } from '../testing/start-credibility.ts';

const AT = new Date('2026-03-10T12:00:00.000Z');
const TRUST_SEEDS = [0, 101, 202].map((number) => `${walletOf(number)}@2025-01-01`).join(',');

const RESULTS_IN_A_STATEMENT = 5_000;

const COMPUTING = "new.status = 'computing'";

/** The step at which the process is killed, and the stored state that its successor finds. */
const KILLS: readonly (readonly [string, Gate, 'no graph' | 'no results' | 'some results' | 'all results'])[] = [
  [
    'it reads',
    { table: 'credibility_epochs', on: 'update', leaves: `${COMPUTING} and new.graph_saved_at is null`, turn: 2 },
    'no graph',
  ],
  [
    'it stores the graph',
    { table: 'credibility_epochs', on: 'update', leaves: `${COMPUTING} and new.graph_saved_at is null`, turn: 6 },
    'no graph',
  ],
  [
    'it computes',
    { table: 'credibility_epochs', on: 'update', leaves: `${COMPUTING} and new.graph_saved_at is not null`, turn: 2 },
    'no results',
  ],
  ['it stores results', { table: 'pair_credibility', on: 'insert', turn: 2 }, 'some results'],
  [
    'it publishes',
    { table: 'credibility_epochs', on: 'update', leaves: "new.status = 'published'", turn: 1 },
    'all results',
  ],
];

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('turns of the credibility task', () => {
  const tests: TestDatabase[] = [];
  let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;
  const market = async (): Promise<TestDatabase> => {
    const test = await testDatabase();
    tests.push(test);
    await makeMarket(
      test,
      CURRENT_MODEL.version,
      pairState(emptyPair(CURRENT_MODEL)).length,
      agentState(emptyAgent(0, CURRENT_MODEL)).length,
      AT,
    );
    return test;
  };
  beforeAll(async () => {
    const test = await market();
    await turnsOf(test);
    undisturbed = await outcomeOf(test);
  }, 300_000);
  afterAll(async () => {
    for (const test of tests) await test.close();
  });

  /** Takes turns until nothing is left to do. Returns the number of stored results that the pass resumed from. */
  const turnsOf = async (test: TestDatabase): Promise<number | undefined> => {
    const told: { readonly resumedAt?: number }[] = [];
    const log = {
      ...silent,
      info: (message: string, details?: object) => void (message.includes('was published') && told.push(details ?? {})),
    };
    const dependencies = {
      database: test.worker,
      clock: { now: () => AT },
      newId: randomUUID,
      log,
      trustSeeds: ConfiguredTrustSeeds.parse(TRUST_SEEDS),
      authorities: [],
    };
    while ((await advanceEpochs(dependencies)) === 'more');
    expect(told.length).toBeLessThanOrEqual(1);
    return told[0]?.resumedAt;
  };
  const start = (test: TestDatabase) => startCredibility(test.configs.registry_worker, TRUST_SEEDS, AT);
  const rowsOf = async ({ owner }: TestDatabase, query: string) => (await owner.orm.execute(sql.raw(query))).rows;
  /** All results of a pass, to the bit. */
  const outcomeOf = async (test: TestDatabase) => ({
    payers: await rowsOf(test, 'select * from payer_credibility order by epoch, payer'),
    pairs: await rowsOf(test, 'select * from pair_credibility order by epoch, did, payer'),
    scores: await rowsOf(test, 'select * from reputation_scores order by did'),
    audit: await rowsOf(test, 'select did, sequence, payload from reputation_events order by did, sequence'),
    epochs: await rowsOf(
      test,
      'select id, status, as_of, payers, agents, pairs, trust_seeds from credibility_epochs order by id',
    ),
  });
  const heldAt = async (test: TestDatabase, gate: Gate) => {
    const { reached, ...shut } = await shutGate(test, gate);
    const child = start(test);
    const ended = child.ended.then(() => true);
    while (!(await reached()))
      if (await Promise.race([ended, pause(20, false)]))
        throw new Error('The process ended before it came to the gate; its errors are above.');
    return { ...shut, child };
  };
  const killedAt = async (test: TestDatabase, gate: Gate): Promise<void> => {
    const { child, cut, open } = await heldAt(test, gate);
    await child.kill();
    await cut();
    await open();
  };
  /** Expires the lease of the killed process. */
  const endLease = (test: TestDatabase) =>
    rowsOf(test, "update credibility_epochs set lease_until = now() - interval '1 second' where status = 'computing'");
  /** Each stored result with the id of the transaction that wrote it. */
  const stored = async (test: TestDatabase) =>
    rowsOf(
      test,
      'select payer as key, xmin::text from payer_credibility union all select did || payer, xmin::text from pair_credibility order by 1',
    );

  it('compare a market with several statements of results and several turns of agents', () => {
    expect(undisturbed.pairs.length).toBeGreaterThan(RESULTS_IN_A_STATEMENT);
    expect(new Set(undisturbed.pairs.map((row) => row['credibility'])).size).toBeGreaterThan(1_000);
    expect(undisturbed.audit.length).toBeGreaterThan(200);
    expect(undisturbed.epochs).toMatchObject([{ status: 'published', trust_seeds: 3 }]);
  });

  it.each(KILLS)(
    'give the same bits when killed while %s',
    async (_, gate, found) => {
      const payers = undisturbed.payers.length;
      const resumedAt = {
        'no graph': undefined,
        'no results': 0,
        'some results': payers + RESULTS_IN_A_STATEMENT,
        'all results': payers + undisturbed.pairs.length,
      }[found];
      const test = await market();
      await killedAt(test, gate);
      expect(await publishedEpoch(test.app.orm)).toBeUndefined();
      expect(await rowsOf(test, 'select 1 from reputation_scores where epoch is not null')).toEqual([]);
      // No worker takes the pass over before the lease ends.
      expect(await turnsOf(test)).toBeUndefined();
      expect(await publishedEpoch(test.app.orm)).toBeUndefined();
      const before = await stored(test);
      expect(before).toHaveLength(resumedAt ?? 0);
      await endLease(test);
      expect(await turnsOf(test)).toBe(resumedAt);
      expect(await outcomeOf(test)).toEqual(undisturbed);
      // Stored results are not stored again.
      const after = new Map((await stored(test)).map(({ key, xmin }) => [key, xmin]));
      for (const { key, xmin } of before) expect(after.get(key)).toBe(xmin);
    },
    300_000,
  );

  it('give the same result when they are killed while agents move to the epoch, and move no agent twice', async () => {
    const test = await market();
    await killedAt(test, { table: 'reputation_scores', on: 'insert', turn: 2 });
    expect(await rowsOf(test, 'select 1 from reputation_scores where epoch is not null')).toHaveLength(100);
    await turnsOf(test);
    expect(await outcomeOf(test)).toEqual(undisturbed);
  }, 300_000);

  it('give the same result when two workers run concurrently', async () => {
    const test = await market();
    const workers = [start(test), start(test)];
    for (const { ended } of workers) expect(await ended).toBe(0);
    // One worker may have ended before there was work for it.
    await turnsOf(test);
    expect(await outcomeOf(test)).toEqual(undisturbed);
  }, 300_000);

  it('move agents before another epoch begins, even if that one is already due', async () => {
    const test = await market();
    let at = AT;
    const turn = () =>
      advanceEpochs({
        database: test.worker,
        clock: { now: () => at },
        newId: randomUUID,
        log: silent,
        trustSeeds: ConfiguredTrustSeeds.parse(TRUST_SEEDS),
        authorities: [],
      });
    const epochs = async () => [
      await rowsOf(test, 'select id from credibility_epochs where published_at is not null'),
      await rowsOf(test, 'select distinct epoch from reputation_scores'),
    ];
    await turn();
    at = new Date(AT.getTime() + 2 * 86_400_000);
    expect(await epochs()).toEqual([[{ id: '1' }], [{ epoch: null }]]);
    await turn();
    expect(await epochs()).toEqual([[{ id: '1' }], [{ epoch: '1' }]]);
    await turn();
    expect(await epochs()).toEqual([[{ id: '1' }, { id: '2' }], [{ epoch: '1' }]]);
  }, 300_000);

  it('remove results that no agent uses any more, epoch after epoch', async () => {
    const test = await market();
    for (const days of [0, 1, 2, 3]) {
      const at = new Date(AT.getTime() + days * 86_400_000);
      while (
        (await advanceEpochs({
          database: test.worker,
          clock: { now: () => at },
          newId: randomUUID,
          log: silent,
          trustSeeds: ConfiguredTrustSeeds.parse(TRUST_SEEDS),
          authorities: [],
        })) === 'more'
      );
    }
    expect(await rowsOf(test, 'select distinct epoch from pair_credibility order by 1')).toEqual([
      { epoch: '3' },
      { epoch: '4' },
    ]);
    expect(await rowsOf(test, 'select distinct epoch from payer_credibility order by 1')).toEqual([
      { epoch: '3' },
      { epoch: '4' },
    ]);
    expect(await rowsOf(test, 'select 1 from credibility_graphs')).toEqual([]);
    expect(await rowsOf(test, 'select id from credibility_epochs where forgotten_at is not null order by id')).toEqual([
      { id: '1' },
      { id: '2' },
    ]);
  }, 300_000);

  it('stop on the stop signal, and let another worker resume the pass without a wait for the lease', async () => {
    const test = await market();
    const { child, open } = await heldAt(test, {
      table: 'credibility_epochs',
      on: 'update',
      leaves: `${COMPUTING} and new.graph_saved_at is not null`,
      turn: 2,
    });
    await child.stop();
    await open();
    expect(await child.ended).toBe(0);
    expect(await publishedEpoch(test.app.orm)).toBeUndefined();
    expect(await turnsOf(test)).toBe(0);
    expect(await outcomeOf(test)).toEqual(undisturbed);
  }, 300_000);
});
