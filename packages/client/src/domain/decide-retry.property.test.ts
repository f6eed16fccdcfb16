import { describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemCode } from '@pos/contract/problem.ts';
import fc from 'fast-check';
import { decideRetry, type Failure, type RetryCase } from './decide-retry.ts';

const codes = Object.keys(PROBLEMS) as ProblemCode[];
const STATUSES = [400, 401, 403, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504, 505, 520];
const failure: fc.Arbitrary<Failure> = fc.oneof(
  fc.constant({ kind: 'unreachable' as const }),
  fc.record({
    kind: fc.constant('refused' as const),
    status: fc.constantFrom(...STATUSES),
    // A newer registry has other codes too.
    code: fc.oneof(fc.constantFrom(...codes), fc.constant('code-of-a-newer-registry')),
    retryAfterSeconds: fc.option(fc.nat(60), { nil: undefined }),
  }),
);
const retryCase: fc.Arbitrary<RetryCase> = fc.record({
  failure,
  attempt: fc.integer({ min: 1, max: 12 }),
  elapsedMs: fc.nat(120_000),
  repeatable: fc.boolean(),
  random: fc.double({ min: 0, max: 1, noNaN: true }),
  policy: fc.record({ attempts: fc.integer({ min: 1, max: 10 }), budgetMs: fc.nat(120_000) }),
});

describe('decideRetry', () => {
  it('never repeats a call that may have taken effect, unless it is idempotent', () =>
    fc.assert(
      fc.property(retryCase, (each) => {
        const untouched = each.failure.kind === 'refused' && each.failure.status === 429;
        expect(decideRetry({ ...each, repeatable: false }).again && !untouched).toBe(false);
      }),
    ));

  it('stays within its attempts and its time budget, and waits at least for Retry-After', () =>
    fc.assert(
      fc.property(retryCase, (each) => {
        const decision = decideRetry(each);
        if (!decision.again) return;
        const waiting =
          each.failure.kind === 'refused' &&
          each.failure.code === 'idempotency-in-progress' &&
          each.policy.attempts > 1;
        expect(each.attempt < each.policy.attempts || waiting).toBe(true);
        expect(each.elapsedMs + decision.afterMs).toBeLessThanOrEqual(each.policy.budgetMs);
        expect(decision.afterMs).toBeGreaterThanOrEqual(
          each.failure.kind === 'refused' ? (each.failure.retryAfterSeconds ?? 0) * 1_000 : 0,
        );
      }),
    ));

  const again = (status: number, { repeatable = true, code = 'code-of-a-newer-registry' } = {}) =>
    decideRetry({
      failure: { kind: 'refused', status, code, retryAfterSeconds: undefined },
      attempt: 1,
      elapsedMs: 0,
      repeatable,
      random: 0,
      policy: { attempts: 9, budgetMs: 9e9 },
    }).again;

  it('decides by the status, also of a code that it does not know', () => {
    expect(STATUSES.filter((status) => again(status))).toEqual([408, 429, 500, 502, 503, 504, 520]);
    expect(STATUSES.filter((status) => again(status, { repeatable: false }))).toEqual([429]);
  });

  it.each(
    codes.filter((code) => PROBLEMS[code].status < 500 && !['rate-limited', 'idempotency-in-progress'].includes(code)),
  )('takes %s for an answer', (code) => expect(again(PROBLEMS[code].status, { code })).toBe(false));

  it('repeats after an outage, with growing delays', () => {
    const wait = (attempt: number) =>
      decideRetry({
        failure: { kind: 'unreachable' },
        attempt,
        elapsedMs: 0,
        repeatable: true,
        random: 1,
        policy: { attempts: 99, budgetMs: 9e9 },
      });
    expect([1, 2, 3, 9].map(wait)).toEqual([250, 500, 1_000, 8_000].map((afterMs) => ({ again: true, afterMs })));
  });
});
