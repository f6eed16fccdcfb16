import type { PolicyException } from './exceptions.ts';

/** A violation of a rule by one resource of one stack. */
export type Finding = {
  readonly rule: string;
  readonly title: string;
  readonly stage: string;
  readonly stack: string;
  readonly resource: string;
};

type Judgement = {
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  /** Exceptions that match no finding. */
  readonly needless: readonly PolicyException[];
};

type Covers = (exception: PolicyException, finding: Finding) => boolean;

const coversIn =
  (production: ReadonlySet<string>): Covers =>
  (exception, finding) =>
    exception.rule === finding.rule &&
    exception.stacks.includes(finding.stack) &&
    (exception.only === undefined || (exception.only === 'production') === production.has(finding.stage)) &&
    (exception.resource === undefined || finding.resource.startsWith(exception.resource));

/**
 * Separates findings into those that an exception covers and the rest. `production` holds the names of the production
 * stages.
 */
export function judge(
  findings: readonly Finding[],
  exceptions: readonly PolicyException[],
  production: ReadonlySet<string>,
): Judgement {
  const covers = coversIn(production);
  const isExcused = (finding: Finding) => exceptions.some((exception) => covers(exception, finding));
  return {
    findings: findings.filter((finding) => !isExcused(finding)),
    excused: findings.filter(isExcused),
    needless: exceptions.filter(
      (exception) =>
        !findings.some((finding) => covers(exception, finding)) ||
        exception.stacks.some(
          (stack) => !findings.some((finding) => covers({ ...exception, stacks: [stack] }, finding)),
        ),
    ),
  };
}
