import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { agentRowFrom } from '../domain/agent-row.ts';
import { MS_PER_DAY, type Evidence } from '../domain/evidence.ts';
import { replayPair } from '../domain/pair-row.ts';
import { scoreOf } from '../domain/score.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { compareModels } from './compare-models.ts';
import { movesTable } from './moves-table.ts';
import { replayExport } from './replay-export.ts';
import { readScenario } from './read-scenario.ts';
import { readEvents, readMeta, type ScenarioEvent, type ScenarioMeta } from './scenario-file.ts';
import { scenarioMarket } from './scenario-market.ts';
import { scoreScenario } from './score-scenario.ts';

const event = (id: number, t: number, payer: number, agent: number, y = 1): ScenarioEvent => ({
  id,
  t,
  payer,
  agent,
  usdc: 0.5,
  y,
  kind: 'rating',
});
const meta: ScenarioMeta = { n_agents: 3, n_payers: 4, anchors: [0], queries: [5, 2], ticket: null };
const events = [
  event(0, 0.5, 0, 0),
  event(1, 0.6, 1, 0),
  event(2, 1.2, 1, 1),
  event(3, 1.5, 2, 2, 0),
  event(4, 3, 0, 2, 0),
  event(5, 6, 0, 1, 0),
];
const withoutId = ({ id: _id, ...rest }: ScenarioEvent): unknown => rest;

describe('a scenario', () => {
  it('is answered in the order of its queries, with one score an agent', () => {
    const answers = scoreScenario(events, meta, CURRENT_MODEL);
    expect(answers.map(({ t, ticket, scores }) => [t, ticket, scores.length])).toEqual([
      [5, null, 3],
      [2, null, 3],
    ]);
  });

  it('is answered only from events up to the query', () => {
    const [late] = scoreScenario(events, meta, CURRENT_MODEL);
    const [known] = scoreScenario(
      events.filter(({ t }) => t <= 5),
      meta,
      CURRENT_MODEL,
    );
    expect(late).toEqual(known);
    const [all] = scoreScenario(events, { ...meta, queries: [6] }, CURRENT_MODEL);
    expect(all?.scores[1]).toBeLessThan(late?.scores[1] ?? 0);
  });

  it('gives the same bits for lines in any order, and for queries in one file or alone', () => {
    const together = scoreScenario(events.toReversed(), meta, CURRENT_MODEL);
    const alone = meta.queries.flatMap((t) => scoreScenario(events, { ...meta, queries: [t] }, CURRENT_MODEL));
    expect(together).toEqual(alone);
  });

  it('is read from plain and gzipped lines, and names a bad line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const lines = events.map((each) => JSON.stringify(each)).join('\n');
    const plain = join(folder, 'e.jsonl');
    const zipped = join(folder, 'e.jsonl.gz');
    writeFileSync(plain, lines);
    writeFileSync(zipped, gzipSync(lines));
    const numbered = events.map((each, index) => ({ ...each, line: index + 1 }));
    expect(readEvents(plain)).toEqual(numbered);
    expect(readEvents(zipped)).toEqual(numbered);
    writeFileSync(plain, `\uFEFF${lines.replaceAll('\n', '\r\n\r\n')}`);
    expect(readEvents(plain).map(({ line }) => line)).toEqual([1, 3, 5, 7, 9, 11]);
    writeFileSync(plain, `${JSON.stringify(events[0])}\n${JSON.stringify(withoutId(event(1, 1, 1, 1)))}\n`);
    expect(() => readEvents(plain)).toThrow('line 2');
    const metaPath = join(folder, 'm.json');
    writeFileSync(metaPath, JSON.stringify(meta));
    expect(readMeta(metaPath)).toEqual(meta);
  });
});

describe('a scenario with more agents and payers than its meta counts', () => {
  const named = [event(0, 0.5, 1, 0), event(1, 0.6, 0, 3, 0), event(2, 0.7, 0, 1_000_000_000_000), event(3, 0.8, 9, 2)];

  it('scores the counted agents from all evidence about them', () => {
    const scores = (given: readonly ScenarioEvent[], n_agents: number, n_payers = 4) =>
      scoreScenario(given, { ...meta, n_agents, n_payers, queries: [5] }, CURRENT_MODEL)[0]?.scores;
    const wide = scores(
      named.map((each) => ({ ...each, agent: Math.min(each.agent, 4), payer: Math.min(each.payer, 4) })),
      5,
      5,
    );
    expect(scores(named, 3)).toEqual(wide?.slice(0, 3));
    expect(scores(named, 3)).toHaveLength(3);
  });

  it('lends trust through agents that are not counted', () => {
    // Payer 5 is a trust seed that pays agent 3. The other payer of agent 3 then has weight at agent 0.
    const through = [event(0, 0.1, 5, 3), event(1, 0.2, 1, 3), event(2, 1.5, 1, 0)];
    const scored = (anchors: readonly number[], n_agents: number) =>
      scoreScenario(through, { ...meta, n_agents, n_payers: 2, anchors: [...anchors], queries: [3] }, CURRENT_MODEL)[0]
        ?.scores[0] ?? 0;
    expect(scored([5], 1)).toBe(scored([5], 4));
    expect(scored([5], 1)).toBeGreaterThan(scored([], 1));
    expect(scored([7], 1)).toBe(scored([], 1));
  });
});

describe('reading a scenario', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  const [eventsPath, metaPath] = [join(folder, 'e.jsonl'), join(folder, 'm.json')];
  const read = (given: readonly ScenarioEvent[], asked: Partial<ScenarioMeta> = {}) => {
    writeFileSync(eventsPath, given.map((each) => `${JSON.stringify(each)}\n`).join(''));
    writeFileSync(metaPath, JSON.stringify({ ...meta, targets: null, ...asked }));
    return readScenario(eventsPath, metaPath);
  };

  it('gives no warning for a correct scenario', () => expect(read(events)).toMatchObject({ notes: [], meta }));

  it.each<readonly [string, readonly ScenarioEvent[], Partial<ScenarioMeta>, number, string]>([
    [
      'agent-beyond-count',
      [...events, event(7, 1, 0, 3), event(8, 1, 0, 9)],
      {},
      2,
      'line 7 (the first of 2): agent 3 is not below n_agents (3)',
    ],
    [
      'payer-beyond-count',
      [event(7, 1, 4, 0), ...events],
      {},
      1,
      'line 1 (the first of 1): payer 4 is not below n_payers (4)',
    ],
    ['anchor-unknown', events, { anchors: [0, 4] }, 1, '4 (the first of 1) is not below n_payers (4)'],
    [
      'event-repeated',
      [...events, event(1, 0.6, 1, 0)],
      {},
      1,
      'line 7 (the first of 1): event 1 is a repetition of an earlier line',
    ],
    [
      'id-shared',
      [...events, event(1, 0.6, 1, 0, 0)],
      {},
      1,
      'line 7 (the first of 1): another event has the same id 1',
    ],
    [
      'outcome-missing',
      [...events, { ...event(7, 1, 0, 0), y: null }, { ...event(8, 1, 0, 0), y: null, kind: 'implicit' }],
      {},
      1,
      'line 7 (the first of 1): event 7 is of kind rating and has no y',
    ],
    ['no-events', [], {}, 0, 'holds no events'],
    ['no-queries', events, { queries: [] }, 0, 'has no queries'],
  ])('warns of %s, with its count and first place', (code, given, asked, count, text) =>
    expect(read(given, asked).notes).toEqual([{ code, count, text: expect.stringContaining(text) }]),
  );

  it('counts a repeated line once, and both of two events that share an id', () => {
    const scored = (given: readonly ScenarioEvent[]) => scoreScenario(read(given).events, meta, CURRENT_MODEL);
    expect(scored([...events, ...events])).toEqual(scored(events));
    const [shared, apart] = [scored([...events, event(1, 0.6, 1, 0, 0)]), scored([...events, event(9, 0.6, 1, 0, 0)])];
    expect(shared).toEqual(apart);
    expect(shared).not.toEqual(scored(events));
  });

  it.each<readonly [ScenarioEvent['kind'], ScenarioEvent['kind'], number]>([
    ['rating', 'implicit', 1],
    ['oracle', 'implicit', 1],
    ['implicit', 'implicit', 1],
    ['zk', 'zk', 1],
    ['adjudicated', 'adjudicated', 0],
  ])('reads a %s event without an outcome as %s with outcome %d', (kind, taken, y) => {
    const scored = (last: ScenarioEvent) => scoreScenario([...events, last], meta, CURRENT_MODEL);
    for (const silence of [null, undefined])
      expect(scored({ ...event(9, 1, 0, 0), kind, y: silence })).toEqual(
        scored({ ...event(9, 1, 0, 0), kind: taken, y }),
      );
  });

  it.each([
    ['"t":1e300', 't'],
    ['"payer":-1', 'payer'],
    ['"agent":0.5', 'agent'],
    ['"usdc":-1', 'usdc'],
    ['"usdc":1e300', 'usdc'],
    ['"usdc":NaN', 'is not JSON'],
    ['"y":1.1', 'y'],
    ['"kind":"refund"', 'kind'],
    ['"id":null', 'id'],
    ['"id":-1', 'id'],
  ])('refuses %s and names file, line, field and cure', (field, what) => {
    const name = field.slice(1, field.indexOf('"', 1));
    const good = JSON.stringify(event(1, 1, 1, 1));
    writeFileSync(eventsPath, `${good}\n\n${good.replace(new RegExp(`"${name}":[^,}]+`), field)}\n`);
    expect(() => readEvents(eventsPath)).toThrow(
      new RegExp(`^${eventsPath}, line 3, [^]*${what}[^]*Write an event a line like`),
    );
  });

  it.each([
    ['{}', 'anchors'],
    ['{"n_agents":1e12,"n_payers":1,"anchors":[],"queries":[]}', 'n_agents'],
    ['[', 'is not JSON'],
  ])('refuses the meta %s', (text, what) => {
    writeFileSync(metaPath, text);
    expect(() => readMeta(metaPath)).toThrow(new RegExp(`^${metaPath} [^]*${what}[^]*Write it like`));
  });
});

describe('compare', () => {
  const market = scenarioMarket(events, meta);
  const asked = { atMs: 5 * MS_PER_DAY, jobValueUsd: null };
  const other = {
    ...CURRENT_MODEL,
    version: 'other',
    score: { ...CURRENT_MODEL.score, entryMass: 1_000, entryFloor: 1_000, priorMean: 0.1 },
    unverified: { ...CURRENT_MODEL.unverified, praiseShare: 5, praiseFloor: 50 },
  };

  it('lists agents that move between two models, largest move first, and none between a model and itself', () => {
    expect(movesTable(compareModels(market, asked, CURRENT_MODEL, CURRENT_MODEL), 20)).toBe(
      '0 of 3 agents move. Scores are points of 100.',
    );
    const moves = compareModels(market, asked, CURRENT_MODEL, other).map(({ rankBefore, rankAfter }) =>
      Math.abs(rankAfter - rankBefore),
    );
    expect(moves).toEqual(moves.toSorted((x, y) => y - x));
  });

  it('prints the wanted number of moves in points, and how many more there are', () => {
    const move = {
      agent: 7,
      scoreBefore: 0.5942408376963352,
      scoreAfter: 0.61,
      rankBefore: 3,
      rankAfter: 1,
      bindingTerm: 'entry',
      reasons: ['LOW_EVIDENCE', 'RECENT_DROP'],
    };
    const still = { ...move, agent: 8, scoreAfter: move.scoreBefore, rankAfter: 3 };
    const lines = movesTable(
      [move, { ...move, agent: 9, did: 'did:web:x.example', scoreAfter: 0.1, rankAfter: 3 }, still],
      1,
    ).split('\n');
    expect(lines).toEqual([
      'agent  before  after  change  rank   lowest term  reasons',
      '7       59.42  61.00   +1.58  3 → 1  entry        LOW_EVIDENCE, RECENT_DROP',
      '2 of 3 agents move. Scores are points of 100.',
      '1 more: --top 2 shows them.',
    ]);
  });
});

describe('replay', () => {
  const journal: Evidence[] = [1, 2, 3].map((day) => ({
    id: `e${day}`,
    atMs: day * MS_PER_DAY,
    kind: 'rating',
    outcome: day === 2 ? 0 : 1,
    valueUsd: day,
  }));
  const landmarkMs = 4 * MS_PER_DAY;
  const row = agentRowFrom([{ pair: replayPair(journal, CURRENT_MODEL), credibility: 0.7 }], landmarkMs, CURRENT_MODEL);
  const asOfMs = 5 * MS_PER_DAY;
  const exported = {
    modelVersion: CURRENT_MODEL.version,
    landmarkMs,
    asOfMs,
    jobValueUsd: null,
    pairs: [{ payer: 'a', credibility: 0.7, events: journal.toReversed() }],
    published: { scoreBps: scoreOf(row, asOfMs, null, CURRENT_MODEL).scoreBps, sums: [...row.sums] },
  };

  it('gives the published bits from public evidence', () => {
    expect(replayExport(exported).agrees).toBe(true);
  });

  it('detects a score that the evidence does not give', () => {
    expect(replayExport({ ...exported, published: { scoreBps: 10_000 } }).agrees).toBe(false);
    expect(replayExport({ ...exported, pairs: [] }).agrees).toBe(false);
  });

  it('refuses an unknown model', () => {
    expect(() => replayExport({ ...exported, modelVersion: 'none' })).toThrow(RangeError);
  });
});
