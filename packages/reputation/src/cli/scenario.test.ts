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
import { replayExport } from './replay-export.ts';
import { readEvents, readMeta, type ScenarioEvent, type ScenarioMeta } from './scenario-file.ts';
import { scoreScenario } from './score-scenario.ts';

const event = (id: number, t: number, payer: number, agent: number, y = 1): ScenarioEvent => ({
  id, t, payer, agent, usdc: 0.5, y, kind: 'rating',
});
const meta: ScenarioMeta = { n_agents: 3, n_payers: 4, anchors: [0], queries: [5, 2], ticket: null, targets: [] };
const events = [
  event(0, 0.5, 0, 0), event(1, 0.6, 1, 0), event(2, 1.2, 1, 1), event(3, 1.5, 2, 2, 0), event(4, 3, 0, 2, 0), event(5, 6, 0, 1, 0),
];
const withoutId = ({ id: _id, ...rest }: ScenarioEvent): unknown => rest;

describe('a scenario', () => {
  it('is answered query by query, one score an agent, in the order asked', () => {
    const answers = scoreScenario(events, meta, CURRENT_MODEL);
    expect(answers.map(({ t, ticket, scores }) => [t, ticket, scores.length])).toEqual([[5, null, 3], [2, null, 3]]);
  });

  it('is answered from events up to the query alone', () => {
    const [late] = scoreScenario(events, meta, CURRENT_MODEL);
    const [known] = scoreScenario(events.filter(({ t }) => t <= 5), meta, CURRENT_MODEL);
    expect(late).toEqual(known);
    const [all] = scoreScenario(events, { ...meta, queries: [6] }, CURRENT_MODEL);
    expect(all?.scores[1]).toBeLessThan(late?.scores[1] ?? 0);
  });

  it('gives the same bits from lines in any order, asked together or alone', () => {
    const together = scoreScenario(events.toReversed(), meta, CURRENT_MODEL);
    const alone = meta.queries.flatMap((t) => scoreScenario(events, { ...meta, queries: [t] }, CURRENT_MODEL));
    expect(together).toEqual(alone);
  });

  it('is read from plain and gzipped lines, and a bad line is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const lines = events.map((each) => JSON.stringify(each)).join('\n');
    const plain = join(folder, 'e.jsonl');
    const zipped = join(folder, 'e.jsonl.gz');
    writeFileSync(plain, lines);
    writeFileSync(zipped, gzipSync(lines));
    expect(readEvents(plain)).toEqual(events);
    expect(readEvents(zipped)).toEqual(events);
    writeFileSync(plain, `${JSON.stringify(events[0])}\n${JSON.stringify(withoutId(event(1, 1, 1, 1)))}\n`);
    expect(() => readEvents(plain)).toThrow('line 2');
    const metaPath = join(folder, 'm.json');
    writeFileSync(metaPath, JSON.stringify(meta));
    expect(readMeta(metaPath)).toEqual(meta);
  });
});

describe('compare', () => {
  it('tells who moves between two models, the largest move first, and nobody between a model and itself', () => {
    expect(compareModels(events, meta, CURRENT_MODEL, CURRENT_MODEL).every(({ rankBefore, rankAfter }) => rankBefore === rankAfter)).toBe(true);
    const other = { ...CURRENT_MODEL, version: 'other', score: { ...CURRENT_MODEL.score, entryMass: 1_000, entryFloor: 1_000, priorMean: 0.1 }, unverified: { ...CURRENT_MODEL.unverified, praiseShare: 5, praiseFloor: 50 } };
    const moves = compareModels(events, meta, CURRENT_MODEL, other).map(({ rankBefore, rankAfter }) => Math.abs(rankAfter - rankBefore));
    expect(moves).toEqual(moves.toSorted((x, y) => y - x));
  });
});

describe('replay', () => {
  const journal: Evidence[] = [1, 2, 3].map((day) => ({
    id: `e${day}`, atMs: day * MS_PER_DAY, kind: 'rating', outcome: day === 2 ? 0 : 1, valueUsd: day,
  }));
  const landmarkMs = 4 * MS_PER_DAY;
  const row = agentRowFrom([{ pair: replayPair(journal, CURRENT_MODEL), credibility: 0.7 }], landmarkMs, CURRENT_MODEL);
  const asOfMs = 5 * MS_PER_DAY;
  const exported = {
    modelVersion: CURRENT_MODEL.version, landmarkMs, asOfMs, ticketUsd: null,
    pairs: [{ payer: 'a', credibility: 0.7, events: journal.toReversed() }],
    published: { scoreBps: scoreOf(row, asOfMs, null, CURRENT_MODEL).scoreBps, sums: [...row.sums] },
  };

  it('gives the published bits from public evidence', () => {
    expect(replayExport(exported).agrees).toBe(true);
  });

  it('finds a score that the evidence does not give', () => {
    expect(replayExport({ ...exported, published: { scoreBps: 10_000 } }).agrees).toBe(false);
    expect(replayExport({ ...exported, pairs: [] }).agrees).toBe(false);
  });

  it('refuses a model that it does not have', () => {
    expect(() => replayExport({ ...exported, modelVersion: 'none' })).toThrow(RangeError);
  });
});
