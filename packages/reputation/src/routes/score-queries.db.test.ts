import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { explainScore } from '@pos/contract/reputation/routes/explain-score.ts';
import { getReputationReport } from '@pos/contract/reputation/routes/get-reputation-report.ts';
import { getScoreHistory } from '@pos/contract/reputation/routes/get-score-history.ts';
import { getScore } from '@pos/contract/reputation/routes/get-score.ts';
import { getScores } from '@pos/contract/reputation/routes/get-scores.ts';
import { Score } from '@pos/contract/reputation/schemas/score.ts';
import { readAudit } from '@pos/database/audit.ts';
import { agentDids } from '@pos/database/schema/agent-dids.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did as didOf, type Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';

import * as z from 'zod';
import { CURRENT_MODEL } from '../model/models.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { rollAgents } from '../epochs/roll-agents.ts';
import { runEpoch } from '../epochs/run-epoch.ts';
import { addAgent, anySignature, anyWallet, pieceOf } from '../testing/market-rows.ts';
import { explainScore as explain } from './explain-score.ts';
import { getReputationReport as report } from './get-reputation-report.ts';
import { getScoreHistory as history } from './get-score-history.ts';
import { getScore as score } from './get-score.ts';
import { getScores as scores } from './get-scores.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);
const NOBODY = didOf('did:web:nobody.example');

describe('score queries', () => {
  let test: TestDatabase;
  let good: Did;
  let bad: Did;
  let fresh: Did;
  const seed = anyWallet();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const d = () => ({
    database: test.app,
    clock: { now: () => NOW },
    log,
    newId: randomUUID,
    stage: 'test' as never,
    publicUrl: 'https://registry.example' as never,
  });
  const asked = { params: undefined, headers: undefined, caller: undefined, requestId: 'test', deadline: NOW };
  const query = <Query extends z.ZodType>(schema: Query, values: object) => ({
    ...asked,
    body: undefined,
    query: schema.parse(values),
  });
  const bodyOf = <Answer extends object>(answer: Answer): Extract<Answer, { readonly body: unknown }>['body'] => {
    if (!('body' in answer)) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const apply = (pieces: Parameters<typeof applyEvidenceBatch>[1]) =>
    applyEvidenceBatch(test.app, pieces, { now: NOW, newId: randomUUID, model: CURRENT_MODEL });

  beforeAll(async () => {
    test = await testDatabase();
    [good, bad, fresh] = [await addAgent(test.app), await addAgent(test.app), await addAgent(test.app)];
    await test.app.orm.update(agentProfiles).set({ skills: ['audit' as Skill] });
    await runEpoch({
      database: test.worker,
      clock: { now: () => hoursAgo(48) },
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds: [{ payer: seed, since: new Date('2025-01-01') }],
    });
    const disputed = anySignature();
    await apply([
      ...[5, 4, 3].map((hours) =>
        pieceOf(good, seed, hoursAgo(hours), { kind: 'rating', usdMicro: usdcAtomic(2_000_000n) }),
      ),
      pieceOf(good, anyWallet(), hoursAgo(2)),
      pieceOf(bad, seed, hoursAgo(6), { txSignature: disputed }),
      pieceOf(bad, seed, hoursAgo(6), { kind: 'adjudicated', outcome: 0, txSignature: disputed }),
    ]);
    await apply([pieceOf(good, seed, hoursAgo(1), { kind: 'rating', outcome: 0.9 })]);
  });
  afterAll(() => test.close());

  it('return the same score and evidence root from every route until the next score step', async () => {
    const one = bodyOf(await score(d())(query(getScore.query, { did: good })));
    const audit = await readAudit(test.app.orm, good);
    expect(one.evidenceRoot).toBe(audit.at(-1)?.hash);
    expect(one.lowBps).toBeLessThanOrEqual(one.scoreBps + 1);
    expect(z.encode(getScore.responses[200], one)).toMatchObject({
      did: good,
      modelVersion: CURRENT_MODEL.version,
      jobValue: null,
    });
    const after = (ms: number) => ({ ...d(), clock: { now: () => new Date(NOW.getTime() + ms) } });
    expect(bodyOf(await score(after(299_999))(query(getScore.query, { did: good })))).toEqual(one);
    expect(bodyOf(await score(after(300_000))(query(getScore.query, { did: good }))).asOf.getTime()).toBe(
      NOW.getTime() + 300_000,
    );
    const { proven: _, ...alone } = one;
    expect(bodyOf(await explain(after(120_000))(query(explainScore.query, { did: good }))).score).toEqual(alone);
    expect(bodyOf(await report(after(120_000))(query(getReputationReport.query, { did: good }))).score).toEqual(alone);
  });

  it('return the same scores for many agents in one request as for each agent alone', async () => {
    const alias = didOf('did:web:alias.example');
    await test.app.orm.insert(agentDids).values({ did: alias, agentDid: good, method: 'web', controllerKeys: [] });
    const many = bodyOf(
      await scores(d())({
        ...asked,
        query: undefined,
        body: getScores.body.parse({ dids: [bad, NOBODY, alias, NOBODY, fresh, good], jobValue: '1000000' }),
      }),
    );
    expect(many.unknown).toEqual([NOBODY]);
    expect(many.scores.map(({ did }) => did)).toEqual([bad, alias, fresh, good]);
    const { proven: _, ...alone } = bodyOf(await score(d())(query(getScore.query, { did: good, jobValue: '1000000' })));
    expect(many.scores[3]).toEqual(alone);
    expect(many.scores[1]).toEqual({ ...alone, did: alias });
    expect(getScores.body.safeParse({ dids: Array.from({ length: 101 }, () => good) }).success).toBe(false);
    expect(getScores.body.safeParse({ dids: [good], jobValue: '-1' }).success).toBe(false);
  });

  it('accept the job value under its former name ticket, and answer with both names', async () => {
    const present = bodyOf(await score(d())(query(getScore.query, { did: good, jobValue: '1000000' })));
    const former = bodyOf(await score(d())(query(getScore.query, { did: good, ticket: '1000000' })));
    expect(former).toEqual(present);
    expect([present.jobValue, present.ticket]).toEqual([1_000_000n, 1_000_000n]);
    expect(present.scoreBps).not.toBe(bodyOf(await score(d())(query(getScore.query, { did: good }))).scoreBps);
    const both = { did: good, jobValue: '1000000', ticket: '1000000' };
    expect(bodyOf(await score(d())(query(getScore.query, both)))).toEqual(present);
    const many = getScores.body.parse({ dids: [good], ticket: '1000000' });
    const { proven: _, ...alone } = present;
    expect(bodyOf(await scores(d())({ ...asked, query: undefined, body: many })).scores).toEqual([alone]);
    expect(bodyOf(await explain(d())(query(explainScore.query, { did: good, ticket: '1000000' }))).score).toEqual(
      alone,
    );
    expect(bodyOf(await report(d())(query(getReputationReport.query, { did: good, ticket: '1000000' }))).score).toEqual(
      alone,
    );
  });

  it('refuse two different job values under the two names', () => {
    const two = { jobValue: '1000000', ticket: '2000000' };
    for (const refused of [
      getScore.query.safeParse({ did: good, ...two }),
      getScores.body.safeParse({ dids: [good], ...two }),
    ])
      expect(refused.error?.issues).toEqual([
        expect.objectContaining({ path: ['ticket'], message: expect.stringContaining('Send jobValue alone') }),
      ]);
  });

  it('explain a score by rule, kind and payer without naming a payer', async () => {
    const why = bodyOf(await explain(d())(query(explainScore.query, { did: bad })));
    expect(why.reasons.map(({ code }) => code)).toContain('UPHELD_DISPUTES');
    expect(why.evidence).toEqual([
      { kind: 'adjudicated', pieces: 1, valueAtomic: 250_000n, usdMicro: 250_000n },
      { kind: 'implicit', pieces: 1, valueAtomic: 250_000n, usdMicro: 250_000n },
    ]);
    expect(why.contributions[0]?.effectBps).toBeLessThan(0);
    const praised = bodyOf(await explain(d())(query(explainScore.query, { did: good })));
    expect(praised.contributions.map(({ events }) => events)).toEqual([4, 1]);
    // Rounded to the day: a time to the millisecond would reveal the payer of a public payment.
    expect(praised.contributions.map(({ lastAt }) => lastAt.toISOString())).toEqual([
      '2026-03-10T00:00:00.000Z',
      '2026-03-10T00:00:00.000Z',
    ]);
    expect(praised.contributions[0]?.effectBps).toBeGreaterThan(0);
    expect(Math.min(...Object.values(praised.termsBps))).toBe(praised.score.scoreBps);
    expect(JSON.stringify(z.encode(explainScore.responses[200], praised))).not.toContain(seed);
  });

  it('give every reason of a score an effect, even if little evidence is the only reason', async () => {
    for (const did of [good, bad, fresh]) {
      for (const jobValue of [undefined, '5000000']) {
        const why = bodyOf(
          await explain(d())(query(explainScore.query, { did, ...(jobValue === undefined ? {} : { jobValue }) })),
        );
        expect(why.reasons.map(({ code }) => code)).toEqual(why.score.reasons);
      }
    }
    const { reasons, termsBps } = bodyOf(await explain(d())(query(explainScore.query, { did: fresh })));
    expect(reasons).toEqual([
      {
        code: 'LOW_EVIDENCE',
        effectBps: expect.closeTo(Math.min(termsBps.longTerm, termsBps.recent, termsBps.value) - termsBps.entry, -1),
      },
    ]);
  });

  it('page through the changes of a score, with every cause', async () => {
    // The trust seed is removed on the first day and has lost part of its trust on the second.
    for (const day of [1, 2])
      await runEpoch({
        database: test.worker,
        clock: { now: () => new Date(NOW.getTime() + day * 86_400_000) },
        newId: randomUUID,
        model: CURRENT_MODEL,
        trustSeeds: [],
      });
    await rollAgents(test.worker, { now: NOW, newId: randomUUID, model: CURRENT_MODEL });
    const all = bodyOf(await history(d())(query(getScoreHistory.query, { did: good })));
    expect(all.points.map(({ sequence, cause }) => [sequence, cause])).toEqual([
      [3, 'epoch'],
      [2, 'evidence'],
      [1, 'evidence'],
    ]);
    expect([all.nextCursor, all.nextBefore]).toEqual([null, null]);
    const page = bodyOf(await history(d())(query(getScoreHistory.query, { did: good, limit: '2' })));
    expect([page.nextCursor, page.nextBefore]).toEqual(['2', 2]);
    for (const from of [{ cursor: '2' }, { before: '2' }, { cursor: '2', before: '2' }]) {
      const next = bodyOf(await history(d())(query(getScoreHistory.query, { did: good, ...from })));
      expect(next.points.map(({ sequence }) => sequence)).toEqual([1]);
    }
    expect(getScoreHistory.query.safeParse({ did: good, cursor: '2', before: '3' }).error?.issues).toEqual([
      expect.objectContaining({ path: ['before'], message: expect.stringContaining('Send cursor alone') }),
    ]);
    expect(z.encode(getScoreHistory.responses[200], all).points).toHaveLength(3);
  });

  it('give the points of the history in the shape of a score, with the audit hash under both names', async () => {
    const { points } = bodyOf(await history(d())(query(getScoreHistory.query, { did: good })));
    const audit = await readAudit(test.app.orm, good);
    for (const point of points) {
      const row = audit.find(({ sequence }) => sequence === point.sequence);
      expect(z.encode(Score, Score.parse(z.encode(Score, point)))).toEqual(z.encode(Score, point));
      expect([point.auditHash, point.hash]).toEqual([row?.hash, row?.hash]);
      expect([point.asOf, point.at]).toEqual([row?.at, row?.at]);
    }
  });

  it('round units of evidence in answers, and nowhere else', async () => {
    const audit = await readAudit(test.app.orm, good);
    const audited = audit.map(({ payload }) => (payload as { score: { evidence: number } }).score.evidence);
    const answer = bodyOf(await history(d())(query(getScoreHistory.query, { did: good })));
    const given = z.encode(getScoreHistory.responses[200], answer).points.map(({ evidence }) => evidence);
    expect(given).toEqual(audited.toReversed().map((units) => Math.round(units * 1e6) / 1e6));
    expect(given).not.toEqual(audited.toReversed());
  });

  it('report evidence by value of the work, rank and peers', async () => {
    const all = bodyOf(await report(d())(query(getReputationReport.query, { did: good })));
    expect(all.rungs.map(({ rungUsd }) => rungUsd)).toEqual(CURRENT_MODEL.pair.rungsUsd);
    for (const { rungUsd, rungAtomic } of [...all.rungs, ...all.disputes])
      expect(Number(rungAtomic)).toBe(Math.round(rungUsd * 1e6));
    for (const { credible, recentUnverified } of all.rungs)
      for (const { praise, complaints, good: former, bad: formerly } of [credible, recentUnverified])
        expect([praise, complaints]).toEqual([former, formerly]);
    expect(all.standing).toEqual({ rank: 1, of: 2, percentileBps: 5_000 });
    expect(all.peers.map(({ did }) => did)).toEqual([bad]);
    expect(all.payers).toBe(2);
    expect(z.encode(getReputationReport.responses[200], all)).toMatchObject({ score: { did: good } });
    const [small, unknown] = [
      query(getReputationReport.query, { did: good, jobValue: '100000000' }),
      query(getReputationReport.query, { did: fresh }),
    ];
    expect(bodyOf(await report(d())(small)).standing).toEqual(all.standing);
    expect(bodyOf(await report(d())(small)).score.scoreBps).toBeLessThan(all.score.scoreBps);
    expect(bodyOf(await report(d())(unknown)).standing).toMatchObject({ of: 3 });
    const worse = bodyOf(await report(d())(query(getReputationReport.query, { did: bad })));
    expect(worse.disputes.reduce((sum, { units }) => sum + units, 0)).toBeGreaterThan(0);
  });

  it.each([
    ['score', () => score(d())(query(getScore.query, { did: NOBODY }))],
    ['explain', () => explain(d())(query(explainScore.query, { did: NOBODY }))],
    ['history', () => history(d())(query(getScoreHistory.query, { did: NOBODY }))],
    ['report', () => report(d())(query(getReputationReport.query, { did: NOBODY }))],
  ])('refuse an unknown agent: %s', async (_, ask) => {
    expect(await ask()).toMatchObject({ kind: 'refusal', problem: { code: 'agent-unknown' } });
  });

  it('answer for an agent without evidence', async () => {
    expect(bodyOf(await score(d())(query(getScore.query, { did: fresh })))).toMatchObject({
      evidence: 0,
      evidenceRoot: null,
      reasons: ['LOW_EVIDENCE'],
    });
    expect(bodyOf(await explain(d())(query(explainScore.query, { did: fresh })))).toMatchObject({
      evidence: [],
      contributions: [],
    });
    expect(bodyOf(await history(d())(query(getScoreHistory.query, { did: fresh })))).toEqual({
      did: fresh,
      points: [],
      nextCursor: null,
      nextBefore: null,
    });
    expect(bodyOf(await report(d())(query(getReputationReport.query, { did: fresh })))).toMatchObject({
      payers: 0,
      epoch: null,
    });
  });

  it('count an amended rating once among the evidence', async () => {
    const did = await addAgent(test.app);
    const payment = { txSignature: anySignature() };
    const payer = anyWallet();
    await apply([pieceOf(did, payer, hoursAgo(5), payment)]);
    for (const [revision, outcome] of [0.9, 0, 1].entries())
      await apply([pieceOf(did, payer, hoursAgo(4), { ...payment, kind: 'rating', outcome, revision: revision + 1 })]);
    const { evidence } = bodyOf(await explain(d())(query(explainScore.query, { did })));
    expect(evidence.map(({ kind, pieces }) => [kind, pieces])).toEqual([
      ['implicit', 1],
      ['rating', 1],
    ]);
    expect(evidence[0]?.valueAtomic).toBe(evidence[1]?.valueAtomic);
  });
});
