import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ConfiguredTrustSeeds, type ConfiguredTrustSeed } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { emptyAgent } from '../domain/agent-row.ts';
import { packGraph, pairIndex } from '../domain/credibility-graph.ts';
import { runCredibilityPass } from '../domain/credibility-pass.ts';
import { decayPair } from '../domain/pair-row.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { proofWitness } from '../store/proof-witness.ts';
import { readRatedPairs } from '../store/read-pairs.ts';
import { agentState } from '../store/row-states.ts';
import type { NewEvidence } from '../store/settled-evidence.ts';
import { addAgent, anyWallet, pieceOf, recomputedState, storedOf } from '../testing/market-rows.ts';
import { attestPayer, syncTrustSeeds, trustedSeeds } from './trust-seeds.ts';
import {
  beginEpoch,
  EpochLostError,
  publishedEpoch,
  publishEpoch,
  renewLease,
  requestEpoch,
  writeAsHolder,
} from './epoch-rows.ts';
import { forgetEpochs } from './forget-epochs.ts';
import { engineHere, type PassEngine } from './pass-engine.ts';
import { sumsAnew } from './rebuild-agents.ts';
import { rollAgents } from './roll-agents.ts';
import { runEpoch } from './run-epoch.ts';

const START = new Date('2026-03-10T12:00:00.000Z');
const LONG_AGO = new Date('2025-01-01T00:00:00.000Z');
/** Trust of a seed at the ends of its ramp, and a day after. */
const A_THOUSANDTH = 0.0014;

describe('credibility epochs', () => {
  let test: TestDatabase;
  let nowMs = START.getTime();
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    for (const table of [
      'reputation_scores',
      'reputation_pairs',
      'reputation_evidence',
      'credibility_epochs',
      'trust_seeds',
      'credibility_graphs',
      'payer_credibility',
      'pair_credibility',
    ])
      await test.owner.orm.execute(sql`delete from ${sql.identifier(table)}`);
  });

  const clock = { now: () => new Date(nowMs) };
  const apply = (evidence: readonly NewEvidence[]) =>
    applyEvidenceBatch(test.app, evidence, { now: clock.now(), newId: randomUUID, model: CURRENT_MODEL });
  const roll = async (): Promise<number> =>
    (await rollAgents(test.worker, { now: clock.now(), newId: randomUUID, model: CURRENT_MODEL })).rebuilt;
  const run = async (trustSeeds: readonly ConfiguredTrustSeed[]) => {
    const figures = await runEpoch({
      database: test.worker,
      clock,
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds,
    });
    await roll();
    return figures;
  };
  const pay = (did: Did, payer: SolanaAddress, dollars: number, more: Partial<NewEvidence> = {}): NewEvidence =>
    pieceOf(did, payer, new Date(nowMs - 3_600_000), {
      kind: 'rating',
      usdMicro: usdcAtomic(BigInt(Math.round(dollars * 1e6))),
      ...more,
    });
  const scoreOf = async (did: Did): Promise<number> => (await storedOf(test.app, did)).score?.scoreBps ?? 0;
  /** Expires the lease, as if its holder had died. */
  const endLease = () =>
    test.worker.orm.execute(
      sql`update credibility_epochs set lease_until = now() - interval '1 second' where status = 'computing'`,
    );
  const day = (): void => {
    nowMs += 86_400_000;
  };

  it('gives a trust seed credibility without an epoch, and the other customers of its agents after one', async () => {
    const [seed, customer, stranger] = [anyWallet(), anyWallet(), anyWallet()];
    const [known, newcomer, washer] = [await addAgent(test.app), await addAgent(test.app), await addAgent(test.app)];
    await apply([pay(known, seed, 5), pay(known, customer, 3), pay(newcomer, customer, 2), pay(washer, stranger, 10)]);
    const before = await scoreOf(newcomer);
    const washed = await scoreOf(washer);
    const figures = await run([{ payer: seed, since: LONG_AGO }]);
    expect(figures).toMatchObject({ payers: 3, agents: 3, pairs: 4, trustSeeds: 1 });
    expect(await scoreOf(newcomer)).toBeGreaterThan(before + 1_000);
    expect(await scoreOf(washer)).toBeLessThanOrEqual(washed);
    for (const did of [known, newcomer, washer])
      expect(await recomputedState(test.app, did)).toEqual((await storedOf(test.app, did)).score?.state);
  });

  it('does not count a proof as a payment', async () => {
    const [seed, customer, did, elsewhere] = [
      anyWallet(),
      anyWallet(),
      await addAgent(test.app),
      await addAgent(test.app),
    ];
    const proof = pieceOf(did, proofWitness(did), START, {
      kind: 'zk',
      txSignature: null,
      network: null,
      usdMicro: usdcAtomic(9_000_000_000n),
    });
    await apply([pay(did, seed, 5), pay(did, customer, 3), pay(elsewhere, customer, 1), proof]);
    expect(await run([{ payer: seed, since: LONG_AGO }])).toMatchObject({ payers: 2, pairs: 3 });
    const epoch = await publishedEpoch(test.app.orm);
    const rated = await readRatedPairs(test.app.orm, [elsewhere], epoch?.id ?? null, CURRENT_MODEL);
    expect(rated[0]?.credibility).toBeGreaterThan(0);
  });

  it('gives the results of the pass in memory', async () => {
    const trustSeeds = [anyWallet(), anyWallet()];
    const payers = [...trustSeeds, ...Array.from({ length: 10 }, anyWallet)];
    const dids: Did[] = [];
    for (let index = 0; index < 6; index += 1) dids.push(await addAgent(test.app));
    await apply(
      payers.flatMap((payer, index) =>
        dids.flatMap((did, other) =>
          (index * 5 + other * 3) % 4 === 0
            ? [pay(did, payer, 0.05 * (index + 1), { outcome: (index + other) % 3 === 0 ? 0.4 : 1 })]
            : [],
        ),
      ),
    );
    await run(trustSeeds.map((payer) => ({ payer, since: LONG_AGO })));
    const epoch = await publishedEpoch(test.app.orm);
    const rated = await readRatedPairs(test.app.orm, dids, epoch?.id ?? null, CURRENT_MODEL);
    const graph = packGraph(
      rated.map(({ did, payer, pair }) => ({
        agent: dids.indexOf(did),
        payer: payers.indexOf(payer),
        ...decayPair(pair, nowMs, CURRENT_MODEL),
      })),
      payers.length,
      dids.length,
    );
    const expected = runCredibilityPass(
      graph,
      new Map([
        [0, 1],
        [1, 1],
      ]),
      CURRENT_MODEL.credibility,
    );
    expect(rated.length).toBeGreaterThan(12);
    expect(new Set(rated.map(({ credibility }) => credibility)).size).toBeGreaterThan(2);
    for (const { did, payer, credibility } of rated)
      expect(credibility).toBeCloseTo(
        expected.ofPair[pairIndex(graph, payers.indexOf(payer), dids.indexOf(did))] ?? -1,
        12,
      );
  });

  it('keeps sums exact while consumers write concurrently', async () => {
    const [seed, ...others] = Array.from({ length: 6 }, anyWallet);
    if (seed === undefined) throw new Error('There are six wallets.');
    const dids: Did[] = [];
    for (let index = 0; index < 8; index += 1) dids.push(await addAgent(test.app));
    const round = () =>
      dids.flatMap((did, index) => [pay(did, seed, 1), pay(did, others[index % others.length] ?? seed, 0.4)]);
    await apply(round());
    await runEpoch({
      database: test.worker,
      clock,
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds: [{ payer: seed, since: LONG_AGO }],
    });
    await Promise.all([roll(), ...Array.from({ length: 6 }, () => apply(round())), roll()]);
    await roll();
    const epoch = await publishedEpoch(test.app.orm);
    for (const did of dids) {
      const { score } = await storedOf(test.app, did);
      expect(score?.epoch).toBe(epoch?.id);
      expect(await recomputedState(test.app, did)).toEqual(score?.state);
    }
  }, 120_000);

  it('gives the same bits when it builds a large agent page by page and small ones together', async () => {
    const dids = [await addAgent(test.app), await addAgent(test.app), await addAgent(test.app)];
    const payers = Array.from({ length: 23 }, anyWallet);
    const [seed = anyWallet()] = payers;
    await apply(
      dids.flatMap((did, index) =>
        payers.slice(0, [23, 2, 3][index]).map((payer, place) => pay(did, payer, 0.1 * (place + 1))),
      ),
    );
    await run([{ payer: seed, since: LONG_AGO }]);
    const epoch = await publishedEpoch(test.app.orm);
    if (epoch === undefined) throw new Error('An epoch was published.');
    const counted = dids.map((did, index) => ({ did, payers: [23, 2, 3][index] ?? 0 }));
    const [whole, paged, exact] = await test.worker.transaction(async (tx) => [
      await sumsAnew(tx, counted, epoch, CURRENT_MODEL),
      await sumsAnew(tx, counted, epoch, CURRENT_MODEL, 4),
      await sumsAnew(tx, counted, epoch, CURRENT_MODEL, 22),
    ]);
    expect(dids.map((did) => whole.get(did)?.payers)).toEqual([23, 2, 3]);
    for (const did of dids) expect([paged.get(did), exact.get(did)]).toEqual([whole.get(did), whole.get(did)]);
    for (const did of dids)
      expect(agentState(whole.get(did) ?? emptyAgent(0, CURRENT_MODEL))).toEqual(
        (await storedOf(test.app, did)).score?.state,
      );
  });

  it('rebuilds only agents whose payers’ credibility changed', async () => {
    const [seed, stranger] = [anyWallet(), anyWallet()];
    const [vouched, other] = [await addAgent(test.app), await addAgent(test.app)];
    await apply([pay(vouched, seed, 1), pay(other, stranger, 1)]);
    const trustSeeds = [{ payer: seed, since: LONG_AGO }];
    await runEpoch({ database: test.worker, clock, newId: randomUUID, model: CURRENT_MODEL, trustSeeds });
    expect(await roll()).toBe(1);
    day();
    await runEpoch({ database: test.worker, clock, newId: randomUUID, model: CURRENT_MODEL, trustSeeds });
    expect(await roll()).toBe(0);
    const { score } = await storedOf(test.app, other);
    expect([score?.version, score?.epoch]).toEqual([1, (await publishedEpoch(test.app.orm))?.id]);
  });

  it('is due once a day or on request', async () => {
    expect(await run([])).toBeDefined();
    expect(await run([])).toBeUndefined();
    await Promise.all([requestEpoch(test.app), requestEpoch(test.app)]);
    expect(await run([])).toBeDefined();
    expect(await run([])).toBeUndefined();
    day();
    expect(await run([])).toBeDefined();
    await test.owner.orm.execute(sql`update credibility_epochs set model_version = 'pos-reputation/1'`);
    expect(await run([])).toBeDefined();
    expect(await run([])).toBeUndefined();
    // The epoch of a newer worker.
    await test.owner.orm.execute(sql`update credibility_epochs set model_version = 'pos-reputation/1000'`);
    expect(await run([])).toBeUndefined();
  });

  it('passes to another worker when the lease expires, and never runs twice concurrently', async () => {
    const begin = () => beginEpoch(test.worker, clock.now(), CURRENT_MODEL, randomUUID());
    const first = await begin();
    if (first === undefined) throw new Error('An epoch is due.');
    expect(await begin()).toBeUndefined();
    await test.worker.orm.execute(sql`insert into payer_credibility values (${first.id}, ${anyWallet()}, 1)`);
    await endLease();
    const second = await begin();
    expect(second?.id).toBe(first.id);
    await expect(renewLease(test.worker.orm, first)).rejects.toThrow(EpochLostError);
    // The first holder, whose lease had expired, wakes up and goes on.
    const late = writeAsHolder(test.worker, first, 1, (tx) =>
      tx.execute(sql`insert into payer_credibility values (${first.id}, ${anyWallet()}, 1)`),
    );
    await expect(late).rejects.toThrow(EpochLostError);
    expect(
      (await test.app.orm.execute(sql`select 1 from payer_credibility where epoch = ${first.id}`)).rows,
    ).toHaveLength(1);
    await endLease();
    const figures = await run([]);
    expect(figures).toMatchObject({ epoch: first.id, payers: 0 });
    expect((await test.app.orm.execute(sql`select 1 from payer_credibility where epoch = ${first.id}`)).rows).toEqual(
      [],
    );
    await expect(renewLease(test.worker.orm, first)).rejects.toThrow(EpochLostError);
    await expect(
      publishEpoch(test.worker.orm, first, { payers: 1, agents: 1, pairs: 1, trustSeeds: 1 }, clock.now()),
    ).rejects.toThrow(EpochLostError);
  });

  it('resumes from the stored graph without later payments, and reads again if a part of it is missing', async () => {
    const [seed, customer, did] = [anyWallet(), anyWallet(), await addAgent(test.app)];
    const context = {
      database: test.worker,
      clock,
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds: [{ payer: seed, since: LONG_AGO }],
    };
    const interrupted = async () => {
      await requestEpoch(test.app);
      const engine = { ...engineHere, pass: () => Promise.reject(new Error('Somebody pulled the plug')) };
      await expect(runEpoch({ ...context, engine })).rejects.toThrow('Somebody pulled the plug');
    };
    await apply([pay(did, seed, 5), pay(did, customer, 3)]);
    await interrupted();
    await apply([pay(did, anyWallet(), 1)]);
    expect(await runEpoch(context)).toMatchObject({ pairs: 2, payers: 2, resumedAt: 0 });
    await interrupted();
    await apply([pay(did, anyWallet(), 1)]);
    await test.owner.orm.execute(
      sql`delete from credibility_graphs where part = 'payerOf' and epoch = (select max(id) from credibility_epochs)`,
    );
    expect(await runEpoch(context)).toMatchObject({ pairs: 4, payers: 4, resumedAt: undefined });
  });

  it('stops on the signal and lets another worker resume immediately', async () => {
    const [seed, did] = [anyWallet(), await addAgent(test.app)];
    await apply([pay(did, seed, 5)]);
    const stopping = new AbortController();
    const engine: PassEngine = {
      ...engineHere,
      pass: (graph, trust, model, onRound) => (stopping.abort(), engineHere.pass(graph, trust, model, onRound)),
    };
    const context = {
      database: test.worker,
      clock,
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds: [{ payer: seed, since: LONG_AGO }],
    };
    expect(await runEpoch({ ...context, engine, signal: stopping.signal })).toBeUndefined();
    expect(await runEpoch({ ...context, signal: stopping.signal })).toBeUndefined();
    expect(await publishedEpoch(test.app.orm)).toBeUndefined();
    expect(await runEpoch(context)).toMatchObject({ pairs: 1, resumedAt: 0 });
  });

  it('keeps the pass of a worker with a wrong clock', async () => {
    const begun = await beginEpoch(test.worker, clock.now(), CURRENT_MODEL, randomUUID());
    day();
    expect(await run([])).toBeUndefined();
    if (begun !== undefined) await renewLease(test.worker.orm, begun);
    await endLease();
    expect(await run([])).toMatchObject({ epoch: begun?.id });
  });

  it('recovers from an epoch dated in the future', async () => {
    nowMs += 400 * 86_400_000;
    expect(await run([])).toBeDefined();
    nowMs -= 400 * 86_400_000;
    expect(await run([])).toBeDefined();
    expect((await publishedEpoch(test.app.orm))?.asOf).toEqual(clock.now());
    expect(await run([])).toBeUndefined();
    nowMs -= 3_600_000;
    expect(await run([])).toBeUndefined();
    nowMs += 3_600_000;
  });

  it.each([
    ['removed', (payer: SolanaAddress) => [{ payer, since: LONG_AGO }], (): readonly ConfiguredTrustSeed[] => []],
    ['added', (): readonly ConfiguredTrustSeed[] => [], (payer: SolanaAddress) => [{ payer }]],
  ] as const)('moves trust and scores without a cliff when a trust seed is %s', async (_, before, after) => {
    const [seed, did] = [anyWallet(), await addAgent(test.app)];
    await apply([pay(did, seed, 5)]);
    await run(before(seed));
    const scores = [await scoreOf(did)];
    for (let turn = 0; turn < 22; turn += 1) {
      day();
      await run(after(seed));
      scores.push(await scoreOf(did));
    }
    const moves = scores.slice(1).map((score, index) => Math.abs(score - (scores[index] ?? 0)));
    const whole = Math.abs((scores[0] ?? 0) - (scores.at(-1) ?? 0));
    expect(whole).toBeGreaterThan(1_000);
    expect(Math.max(...moves)).toBeLessThan(0.25 * whole);
    expect([...(await trustedSeeds(test.app.orm, clock.now())).values()]).toEqual(after(seed).length === 0 ? [] : [1]);
  });

  it('never lets trust jump when the stage and an oracle remove a trust seed and add it again', async () => {
    const payer = anyWallet();
    const business = (named: boolean) =>
      syncTrustSeeds(test.worker.orm, named ? [{ payer, since: LONG_AGO }] : [], clock.now());
    const oracle = (stands: boolean) =>
      attestPayer(
        test.app.orm,
        { payer, stands, occurredAt: clock.now(), authority: anyWallet(), signature: 'signed' },
        clock.now(),
      );
    const trust = async () => (await trustedSeeds(test.app.orm, clock.now())).get(payer) ?? 0;
    await business(true);
    let former = await trust();
    expect(former).toBe(1);
    // Every combination of removing and adding a seed, at every part of the ramp, by the stage and by an oracle.
    const moves: readonly (readonly [number, () => Promise<void>])[] = [
      [3, () => business(false)],
      [5, () => business(true)],
      [2, () => business(false)],
      [9, () => oracle(true)],
      [4, () => oracle(false)],
      [6, () => business(true)],
      [30, () => business(false)],
      [30, () => oracle(true)],
      [11, () => oracle(false)],
      [7, () => oracle(true)],
      [1, () => business(true)],
      [1, () => business(false)],
    ];
    for (const [days, move] of moves) {
      for (let each = 0; each < days; each += 1) {
        day();
        const next = await trust();
        expect(next).toBeGreaterThanOrEqual(former * 2 ** -0.5 - A_THOUSANDTH);
        expect(next).toBeLessThanOrEqual(former * 2 ** 0.5 + A_THOUSANDTH);
        former = next;
      }
      await move();
      expect(Math.abs((await trust()) - former)).toBeLessThan(A_THOUSANDTH);
    }
  });

  it('fades attestations when the oracle’s key is removed, and resumes them when it is named again', async () => {
    const [payer, kept, takenBack, key, otherKey] = [anyWallet(), anyWallet(), anyWallet(), anyWallet(), anyWallet()];
    const says = (about: SolanaAddress, authority: SolanaAddress, stands = true) =>
      attestPayer(
        test.app.orm,
        { payer: about, stands, occurredAt: clock.now(), authority, signature: 'signed' },
        clock.now(),
      );
    for (const [about, authority] of [
      [payer, key],
      [kept, otherKey],
      [takenBack, key],
    ] as const)
      await says(about, authority);
    nowMs += 30 * 86_400_000;
    await says(takenBack, key, false);
    const epoch = async (oracles: readonly SolanaAddress[]) => {
      await requestEpoch(test.app);
      await runEpoch({
        database: test.worker,
        clock,
        newId: randomUUID,
        model: CURRENT_MODEL,
        trustSeeds: [],
        oracles,
      });
      const trusted = await trustedSeeds(test.app.orm, clock.now());
      return [payer, kept, takenBack].map((each) => trusted.get(each) ?? 0);
    };
    expect(await epoch([key, otherKey])).toEqual([1, 1, 1]);
    expect(await epoch([otherKey])).toEqual([1, 1, 1]);
    nowMs += 4 * 86_400_000;
    const [faded = 0, standing, gone] = await epoch([otherKey]);
    expect([faded, standing, gone]).toEqual([expect.closeTo(0.25, 9), 1, expect.closeTo(0.25, 9)]);
    expect(await epoch([key, otherKey])).toEqual([expect.closeTo(faded, 9), 1, expect.closeTo(0.25, 9)]);
    nowMs += 4 * 86_400_000;
    expect(await epoch([key, otherKey])).toEqual([1, 1, expect.closeTo(0.0625, 9)]);
  });

  it('counts an attestation of a business only after the stage no longer names the business', async () => {
    const payer = anyWallet();
    const oracle = (stands: boolean) =>
      attestPayer(
        test.app.orm,
        { payer, stands, occurredAt: clock.now(), authority: anyWallet(), signature: 'signed' },
        clock.now(),
      );
    const kind = async () =>
      (await test.app.orm.execute(sql`select kind, until is null as stands from trust_seeds where payer = ${payer}`))
        .rows;
    await syncTrustSeeds(test.worker.orm, [{ payer, since: LONG_AGO }], clock.now());
    await oracle(false);
    expect(await kind()).toEqual([{ kind: 'business', stands: true }]);
    await syncTrustSeeds(test.worker.orm, [], clock.now());
    day();
    await oracle(true);
    expect(await kind()).toEqual([{ kind: 'attested', stands: true }]);
    await syncTrustSeeds(test.worker.orm, [], clock.now());
    expect(await kind()).toEqual([{ kind: 'attested', stands: true }]);
  });

  it('reads trust seeds as a stage writes them', async () => {
    const [one, two] = [anyWallet(), anyWallet()];
    expect(ConfiguredTrustSeeds.parse(`${one}@2026-01-01, ${two}`)).toEqual([
      { payer: one, since: new Date('2026-01-01') },
      { payer: two },
    ]);
    expect(ConfiguredTrustSeeds.parse('')).toEqual([]);
    expect(ConfiguredTrustSeeds.safeParse('nobody').success).toBe(false);
    await syncTrustSeeds(test.worker.orm, ConfiguredTrustSeeds.parse(`${one}@2025-01-01, ${two}`), clock.now());
    expect(await trustedSeeds(test.worker.orm, clock.now())).toEqual(
      new Map([
        [one, 1],
        [two, 2 ** -10],
      ]),
    );
  });

  it('removes results of epochs that no agent uses any more', async () => {
    const [seed, did] = [anyWallet(), await addAgent(test.app)];
    await apply([pay(did, seed, 1)]);
    for (let turn = 0; turn < 4; turn += 1) {
      await run([{ payer: seed, since: LONG_AGO }]);
      day();
    }
    expect(await forgetEpochs(test.worker, clock.now())).toMatchObject({ epochs: 2, results: 2 });
    expect((await test.app.orm.execute(sql`select 1 from credibility_graphs`)).rows).toEqual([]);
    expect(await forgetEpochs(test.worker, clock.now())).toEqual({ epochs: 0, results: 0, slices: 0 });
    expect(await recomputedState(test.app, did)).toEqual((await storedOf(test.app, did)).score?.state);
  });
});
