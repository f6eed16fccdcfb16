import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listProofs } from '@pos/contract/zk-verify/routes/list-proofs.ts';
import { verifyProofs } from '@pos/contract/zk-verify/routes/verify-proofs.ts';
import { proofVerified } from '@pos/contract/zk-verify/events/proof-verified.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import { STATEMENTS } from '@pos/receipts/statements.ts';
import { did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { NOW, proofFixture, REGISTRY, type ProofFixture } from '../test/proof-fixture.ts';
import { statementVerifiers } from './statement-verifiers.ts';
import { list } from './routes/list-proofs.ts';
import { list as listStatements } from './routes/list-statements.ts';
import { verify } from './routes/verify-proof.ts';
import { verify as verifyMany } from './routes/verify-proofs.ts';
import { submissionVerifier, type Submission } from './verify-submissions.ts';

const around = {
  requestId: 'test',
  deadline: new Date(8e15),
  headers: undefined,
  params: undefined,
  query: undefined,
  caller: undefined,
};
const NEXT_DAY = new Date(NOW.getTime() + 86_400_000);

let fixture: ProofFixture;
beforeAll(async () => {
  fixture = await proofFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  fixture.setTime(NOW);
  await fixture.database.owner.orm.delete(zkProofs);
  await fixture.database.owner.orm.delete(outbox);
});

async function submit(body: Submission) {
  const { dependencies, verifierOf } = fixture;
  const answer = await verify(dependencies, submissionVerifier(dependencies, verifierOf))({ ...around, body });
  return answer.kind === 'reply' ? answer.body : answer.problem;
}
async function submitAll(proofs: unknown[]) {
  const { dependencies, verifierOf } = fixture;
  const answer = await verifyMany(
    dependencies,
    submissionVerifier(dependencies, verifierOf),
  )({ ...around, body: { proofs } });
  if (answer.kind === 'refusal') throw new Error('A batch is never refused as a whole.');
  return z.encode(verifyProofs.responses[200], answer.body).verdicts;
}
const codeOf = (answer: object) =>
  'code' in answer ? answer.code : 'replayed' in answer && answer.replayed === true ? 'replayed' : 'verified';
const told = (verdict: Awaited<ReturnType<typeof submitAll>>[number]) =>
  verdict.verdict === 'refused' ? verdict.problem.code : codeOf(verdict);
const stored = () => fixture.database.owner.orm.select().from(zkProofs);
const events = () => fixture.database.owner.orm.select().from(outbox);

describe('a proof that holds', () => {
  it.each(STATEMENTS)('of %s is stored with what it says, and told to the bus once', async (statement) => {
    const answer = await submit(fixture.submission({ statement }));
    expect(answer).toMatchObject({
      replayed: false,
      proof: { statement, did: fixture.agent, verifiedAt: NOW, thresholds: { minValueAtomic: 1_000_000_000n } },
    });
    expect(await stored()).toEqual([expect.objectContaining({ statement, did: fixture.agent })]);
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ source: 'pos.zk-verify', detailType: 'ProofVerified.v1' });
    expect(proofVerified.detail.parse(event?.detail)).toMatchObject({
      eventId: event?.eventId,
      proof: 'proof' in answer ? answer.proof : {},
    });
  });

  it('answers repetitions with what is stored, in whatever bytes and long after, and counts none of them', async () => {
    const first = fixture.submission();
    expect(codeOf(await submit(first))).toBe('verified');
    fixture.setTime(NEXT_DAY);
    const again = await submit(fixture.rerandomised(first));
    expect(again).toMatchObject({ replayed: true, proof: { verifiedAt: NOW } });
    expect([(await stored()).length, (await events()).length]).toEqual([1, 1]);
  });

  it('is verified again when it is repeated: a stored nullifier vouches for no other proof', async () => {
    const first = fixture.submission({ nullifier: 7n });
    await submit(first);
    expect(codeOf(await submit({ ...fixture.submission({ nullifier: 8n }), publicSignals: first.publicSignals }))).toBe(
      'proof-rejected',
    );
  });

  it('of fifty that arrive at once is new once', async () => {
    const first = fixture.submission();
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(first)));
    expect(answers.map(codeOf).toSorted()).toEqual([...Array.from({ length: 49 }, () => 'replayed'), 'verified']);
    expect([(await stored()).length, (await events()).length]).toEqual([1, 1]);
  });

  it('counts once for an agent, a statement and a scope, and again in the next scope', async () => {
    await submit(fixture.submission({ nullifier: 7n }));
    const more = [60n, 1_000_000_000n, 0n, 200n] as const;
    expect(codeOf(await submit(fixture.submission({ nullifier: 7n, thresholds: more })))).toBe('proof-scope-used');
    expect(codeOf(await submit(fixture.submission({ nullifier: 8n })))).toBe('proof-scope-used');
    expect(codeOf(await submit(fixture.submission({ nullifier: 7n, agent: did('did:web:other.example') })))).toBe(
      'proof-scope-used',
    );
    expect(codeOf(await submit(fixture.submission({ statement: 'chosen-receipts' })))).toBe('verified');
    fixture.setTime(NEXT_DAY);
    expect(codeOf(await submit(fixture.submission({ thresholds: more })))).toBe('verified');
  });

  it('may open the last thirty anchors that are on chain', async () => {
    const accepted = (anchor: bigint) => submit(fixture.submission({ anchor })).then(codeOf);
    const [tooOld = 0n, oldest = 0n] = fixture.anchors.slice(1);
    expect(await accepted(tooOld)).toBe('proof-anchor-unknown');
    expect(await accepted(fixture.anchors.at(-1) ?? 0n)).toBe('proof-anchor-unknown');
    expect(await accepted(oldest)).toBe('verified');
  });
});

describe('a proof that is refused', () => {
  const changed = (change: (submission: ReturnType<ProofFixture['submission']>) => object) => {
    const honest = fixture.submission();
    return { ...honest, ...change(honest) } as Submission;
  };
  const off = (at: number) =>
    changed(({ publicSignals }) => ({
      publicSignals: publicSignals.with(at, String(BigInt(publicSignals[at] ?? 0) + 1n)),
    }));

  it.each<[string, string, () => Submission]>([
    ['of another key', 'proof-rejected', () => changed(() => ({ proof: fixture.submission().proof }))],
    ['with a higher threshold than was proved', 'proof-rejected', () => off(5)],
    [
      'with a point off its curve',
      'proof-point-invalid',
      () => changed(({ proof }) => ({ proof: { ...proof, pi_a: ['1', '1', '1'] } })),
    ],
    [
      'with a signal spelt otherwise',
      'proof-malformed',
      () => changed(({ publicSignals }) => ({ publicSignals: publicSignals.map((each) => `0${each}`) })),
    ],
    [
      'with a signal too few',
      'proof-malformed',
      () => changed(({ publicSignals }) => ({ publicSignals: publicSignals.slice(0, -1) })),
    ],
    [
      'with a threshold that the circuit cannot hold',
      'proof-malformed',
      () => fixture.submission({ thresholds: [0n, 1n, 0n, 0n] }),
    ],
    ['made of nothing', 'proof-malformed', () => changed(() => ({ proof: null, publicSignals: {} }))],
    ['presented by somebody else', 'proof-binding-mismatch', () => changed(() => ({ presenter: 'a thief' }))],
    ['for another question', 'proof-binding-mismatch', () => changed(() => ({ nonce: 'n-2' }))],
    [
      'under the name of another agent',
      'proof-binding-mismatch',
      () => changed(() => ({ did: did('did:web:other.example') })),
    ],
    ['of the other statement', 'proof-malformed', () => changed(() => ({ statement: 'chosen-receipts' }))],
    ['of yesterday', 'proof-scope-stale', () => fixture.submission({ at: new Date(NOW.getTime() - 86_400_000) })],
    ['over an anchor that nobody made', 'proof-anchor-unknown', () => fixture.submission({ anchor: 5n })],
    [
      'of an agent that is not registered',
      'agent-unknown',
      () => fixture.submission({ agent: did('did:web:nobody.example') }),
    ],
  ])('%s: %s, and nothing is changed', async (_, code, submission) => {
    expect(codeOf(await submit(submission()))).toBe(code);
    expect([await stored(), await events()]).toEqual([[], []]);
  });

  it('by a deployed stage: its development keys open nothing', async () => {
    const dependencies = { ...fixture.dependencies, stage: 'dev' };
    const answer = await verify(dependencies)({ ...around, body: fixture.submission() });
    expect(answer).toMatchObject({
      kind: 'refusal',
      problem: { code: 'statement-closed', detail: expect.stringContaining('development-key-refused') },
    });
    expect((await statementVerifiers('local')('history-totals')).ok).toBe(true);
  });
});

describe('a batch', () => {
  it('gives each proof its own verdict, in order, whatever is wrong with the others', async () => {
    const first = fixture.submission();
    const batch = [
      { ...first, proof: fixture.submission().proof },
      first,
      fixture.rerandomised(first),
      null,
      { ...first, did: 'nobody' },
      { ...first, more: 1 },
      { ...first, publicSignals: '['.repeat(1_000) },
      fixture.submission({ statement: 'chosen-receipts' }),
      fixture.submission({ agent: did('did:web:other.example') }),
      fixture.submission(),
    ];
    expect((await submitAll(batch)).map(told)).toEqual([
      'proof-rejected',
      'verified',
      'replayed',
      'request-invalid',
      'request-invalid',
      'request-invalid',
      'proof-malformed',
      'verified',
      'verified',
      'proof-scope-used',
    ]);
    expect([(await stored()).length, (await events()).length]).toEqual([3, 3]);
  });

  it('finds the bad ones among 128', async () => {
    const first = fixture.submission();
    const bad = { ...first, proof: fixture.submission().proof };
    const verdicts = await submitAll(Array.from({ length: 128 }, (_, at) => ([3, 64, 127].includes(at) ? bad : first)));
    expect(verdicts.flatMap((each, at) => (told(each) === 'proof-rejected' ? [at] : []))).toEqual([3, 64, 127]);
    expect(verdicts.filter((each) => told(each) === 'verified')).toHaveLength(1);
  });

  it('of many batches that share proofs stores each once', async () => {
    const agents = [fixture.agent, did('did:web:other.example')];
    const proofs = agents.flatMap((agent) => STATEMENTS.map((statement) => fixture.submission({ agent, statement })));
    const rounds = await Promise.all(
      Array.from({ length: 12 }, (_, at) => submitAll(at % 2 === 0 ? proofs : proofs.toReversed())),
    );
    expect(rounds.flat().filter((each) => told(each) === 'verified')).toHaveLength(4);
    expect(rounds.flat().filter((each) => told(each) === 'replayed')).toHaveLength(44);
    expect((await events()).length).toBe(4);
  });
});

describe('what is listed', () => {
  const page = async (query: object, agent: string = fixture.agent) => {
    const answer = await list(fixture.dependencies)({
      ...around,
      body: undefined,
      params: { did: did(agent) },
      query: listProofs.query.parse(query),
    });
    return answer.kind === 'reply' ? z.encode(listProofs.responses[200], answer.body) : answer.problem.code;
  };

  it('shows the proofs of an agent, newest first, page by page', async () => {
    for (let day = 0; day < 3; day += 1) {
      fixture.setTime(new Date(NOW.getTime() + day * 86_400_000));
      await submit(fixture.submission());
      await submit(fixture.submission({ statement: 'chosen-receipts' }));
    }
    const all = await page({});
    if (typeof all === 'string') throw new Error(all);
    expect(all.proofs.map(({ verifiedAt }) => verifiedAt.slice(8, 10))).toEqual(['03', '03', '02', '02', '01', '01']);
    const seen: object[] = [];
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const next = await page({ limit: '1', ...(cursor === undefined ? {} : { cursor }) });
      if (typeof next === 'string') throw new Error(next);
      seen.push(...next.proofs);
      cursor = next.nextCursor;
    }
    expect(seen).toEqual(all.proofs);
  });

  it('knows an agent without proofs from no agent', async () => {
    expect(await page({}, 'did:web:other.example')).toEqual({ proofs: [], nextCursor: null });
    expect(await page({}, 'did:web:nobody.example')).toBe('agent-unknown');
  });

  it('names statements, keys, the scope that is open and the anchors that are accepted', async () => {
    const answer = await listStatements({ ...fixture.dependencies, database: fixture.database.app })({
      ...around,
      body: undefined,
    });
    if (answer.kind !== 'reply') throw new Error('refused');
    const { registry, scopeEndsAt, statements, anchors } = answer.body;
    expect([registry, scopeEndsAt.toISOString(), anchors.length]).toEqual([REGISTRY, '2026-03-02T00:00:00.000Z', 30]);
    expect(anchors[0]?.commitment).toBe(fixture.anchors.at(-2));
    expect(statements.map(({ statement, open, publicSignals }) => [statement, open, publicSignals.length])).toEqual([
      ['history-totals', true, 9],
      ['chosen-receipts', true, 9],
    ]);
    expect(statements.map(({ scope }) => scope.toString())).toEqual(
      STATEMENTS.map((statement) => fixture.submission({ statement }).publicSignals[3]),
    );
    expect(statements[0]?.verificationKey.sha256).toMatch(/^08b466e5/);
  });
});
