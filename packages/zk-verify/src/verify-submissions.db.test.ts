import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listProofs as listRoute } from '@pos/contract/zk-verify/routes/list-proofs.ts';
import { verifyProofs as batchRoute } from '@pos/contract/zk-verify/routes/verify-proofs.ts';
import { proofVerified } from '@pos/contract/zk-verify/events/proof-verified.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import { STATEMENTS } from '@pos/receipts/statements.ts';
import { did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { NOW, proofFixture, REGISTRY, type ProofFixture } from '../test/proof-fixture.ts';
import { statementVerifiers } from './statement-verifiers.ts';
import { listProofs } from './routes/list-proofs.ts';
import { listStatements } from './routes/list-statements.ts';
import { verifyProof } from './routes/verify-proof.ts';
import { verifyProofs } from './routes/verify-proofs.ts';
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
  const answer = await verifyProof(dependencies, submissionVerifier(dependencies, verifierOf))({ ...around, body });
  return answer.kind === 'reply' ? answer.body : answer.problem;
}
async function submitAll(proofs: unknown[]) {
  const { dependencies, verifierOf } = fixture;
  const answer = await verifyProofs(
    dependencies,
    submissionVerifier(dependencies, verifierOf),
  )({ ...around, body: { proofs } });
  if (answer.kind === 'refusal') throw new Error('The batch was refused as a whole.');
  return z.encode(batchRoute.responses[200], answer.body).verdicts;
}
const codeOf = (answer: object) =>
  'code' in answer ? answer.code : 'replayed' in answer && answer.replayed === true ? 'replayed' : 'verified';
const outcomeOf = (verdict: Awaited<ReturnType<typeof submitAll>>[number]) =>
  verdict.verdict === 'refused' ? verdict.problem.code : codeOf(verdict);
const stored = () => fixture.database.owner.orm.select().from(zkProofs);
const events = () => fixture.database.owner.orm.select().from(outbox);

describe('a valid proof', () => {
  it.each(STATEMENTS)('of %s is stored with its thresholds and published once', async (statement) => {
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

  it('is answered with the stored proof when repeated, also re-randomised and in a later period', async () => {
    const first = fixture.submission();
    expect(codeOf(await submit(first))).toBe('verified');
    fixture.setTime(NEXT_DAY);
    const again = await submit(fixture.rerandomised(first));
    expect(again).toMatchObject({ replayed: true, proof: { verifiedAt: NOW } });
    expect([(await stored()).length, (await events()).length]).toEqual([1, 1]);
  });

  it('is verified again when repeated, so that a stored nullifier does not validate another proof', async () => {
    const first = fixture.submission({ nullifier: 7n });
    await submit(first);
    expect(codeOf(await submit({ ...fixture.submission({ nullifier: 8n }), publicSignals: first.publicSignals }))).toBe(
      'proof-rejected',
    );
  });

  it('is stored once when it arrives fifty times concurrently', async () => {
    const first = fixture.submission();
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(first)));
    expect(answers.map(codeOf).toSorted()).toEqual([...Array.from({ length: 49 }, () => 'replayed'), 'verified']);
    expect([(await stored()).length, (await events()).length]).toEqual([1, 1]);
  });

  it('counts once per agent, statement and scope, and again in the next scope', async () => {
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

  it('may refer to any of the last thirty anchors on chain', async () => {
    const accepted = (anchor: bigint) => submit(fixture.submission({ anchor })).then(codeOf);
    const [tooOld = 0n, oldest = 0n] = fixture.anchors.slice(1);
    expect(await accepted(tooOld)).toBe('proof-anchor-unknown');
    expect(await accepted(fixture.anchors.at(-1) ?? 0n)).toBe('proof-anchor-unknown');
    expect(await accepted(oldest)).toBe('verified');
  });
});

describe('a proof is refused', () => {
  const changed = (change: (submission: ReturnType<ProofFixture['submission']>) => object) => {
    const honest = fixture.submission();
    return { ...honest, ...change(honest) } as Submission;
  };
  const off = (at: number) =>
    changed(({ publicSignals }) => ({
      publicSignals: publicSignals.with(at, String(BigInt(publicSignals[at] ?? 0) + 1n)),
    }));

  it.each<[string, string, () => Submission]>([
    ['if it is for other signals', 'proof-rejected', () => changed(() => ({ proof: fixture.submission().proof }))],
    ['with a higher threshold than proved', 'proof-rejected', () => off(5)],
    [
      'with a point off its curve',
      'proof-point-invalid',
      () => changed(({ proof }) => ({ proof: { ...proof, pi_a: ['1', '1', '1'] } })),
    ],
    [
      'with signals in a non-canonical spelling',
      'proof-malformed',
      () => changed(({ publicSignals }) => ({ publicSignals: publicSignals.map((each) => `0${each}`) })),
    ],
    [
      'with a missing signal',
      'proof-malformed',
      () => changed(({ publicSignals }) => ({ publicSignals: publicSignals.slice(0, -1) })),
    ],
    [
      "with a threshold outside the circuit's range",
      'proof-malformed',
      () => fixture.submission({ thresholds: [0n, 1n, 0n, 0n] }),
    ],
    ['if it is null', 'proof-malformed', () => changed(() => ({ proof: null, publicSignals: {} }))],
    ['for another presenter', 'proof-binding-mismatch', () => changed(() => ({ presenter: 'a thief' }))],
    ['for another nonce', 'proof-binding-mismatch', () => changed(() => ({ nonce: 'n-2' }))],
    ['for another agent', 'proof-binding-mismatch', () => changed(() => ({ did: did('did:web:other.example') }))],
    ['for the other statement', 'proof-malformed', () => changed(() => ({ statement: 'chosen-receipts' }))],
    [
      'in the previous period',
      'proof-scope-stale',
      () => fixture.submission({ at: new Date(NOW.getTime() - 86_400_000) }),
    ],
    ['with an unknown anchor', 'proof-anchor-unknown', () => fixture.submission({ anchor: 5n })],
    ['of an unregistered agent', 'agent-unknown', () => fixture.submission({ agent: did('did:web:nobody.example') })],
  ])('%s as %s, and nothing is stored', async (_, code, submission) => {
    expect(codeOf(await submit(submission()))).toBe(code);
    expect([await stored(), await events()]).toEqual([[], []]);
  });

  it('by a deployed stage, which accepts no development key', async () => {
    const dependencies = { ...fixture.dependencies, stage: 'dev' };
    const answer = await verifyProof(dependencies)({ ...around, body: fixture.submission() });
    expect(answer).toMatchObject({
      kind: 'refusal',
      problem: { code: 'statement-closed', detail: expect.stringContaining('development-key-refused') },
    });
    expect((await statementVerifiers('local')('history-totals')).ok).toBe(true);
  });
});

describe('a batch', () => {
  it('gives each proof its own verdict, in order', async () => {
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
    expect((await submitAll(batch)).map(outcomeOf)).toEqual([
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

  it('of 128 proofs reveals the three invalid ones', async () => {
    const first = fixture.submission();
    const bad = { ...first, proof: fixture.submission().proof };
    const verdicts = await submitAll(Array.from({ length: 128 }, (_, at) => ([3, 64, 127].includes(at) ? bad : first)));
    expect(verdicts.flatMap((each, at) => (outcomeOf(each) === 'proof-rejected' ? [at] : []))).toEqual([3, 64, 127]);
    expect(verdicts.filter((each) => outcomeOf(each) === 'verified')).toHaveLength(1);
  });

  it('stores each proof once when twelve concurrent batches contain it', async () => {
    const agents = [fixture.agent, did('did:web:other.example')];
    const proofs = agents.flatMap((agent) => STATEMENTS.map((statement) => fixture.submission({ agent, statement })));
    const rounds = await Promise.all(
      Array.from({ length: 12 }, (_, at) => submitAll(at % 2 === 0 ? proofs : proofs.toReversed())),
    );
    expect(rounds.flat().filter((each) => outcomeOf(each) === 'verified')).toHaveLength(4);
    expect(rounds.flat().filter((each) => outcomeOf(each) === 'replayed')).toHaveLength(44);
    expect((await events()).length).toBe(4);
  });
});

describe('list-proofs and list-statements', () => {
  const page = async (query: object, agent: string = fixture.agent) => {
    const answer = await listProofs(fixture.dependencies)({
      ...around,
      body: undefined,
      params: { did: did(agent) },
      query: listRoute.query.parse(query),
    });
    return answer.kind === 'reply' ? z.encode(listRoute.responses[200], answer.body) : answer.problem.code;
  };

  it('list the proofs of an agent, newest first, page by page', async () => {
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

  it('distinguish an agent without proofs from an unknown agent', async () => {
    expect(await page({}, 'did:web:other.example')).toEqual({ proofs: [], nextCursor: null });
    expect(await page({}, 'did:web:nobody.example')).toBe('agent-unknown');
  });

  it('list the statements with keys and current scopes, and the accepted anchors', async () => {
    const answer = await listStatements({ ...fixture.dependencies, database: fixture.database.app })({
      ...around,
      body: undefined,
    });
    if (answer.kind !== 'reply') throw new Error('refused');
    const { registry, scopeEndsAt, statements, anchors } = answer.body;
    expect([registry, scopeEndsAt.toISOString(), anchors.length]).toEqual([REGISTRY, '2026-03-02T00:00:00.000Z', 30]);
    expect([answer.body.period, answer.body.epoch]).toEqual(Array(2).fill(Date.UTC(2026, 2, 1) / 86_400_000));
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
