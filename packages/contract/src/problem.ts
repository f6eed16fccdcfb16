import type { CodedProblem, ProblemDocument } from '@pos/vocabulary/problem.ts';
import { PROBLEMS } from './problems.generated.ts';

export { PROBLEMS };

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal with a code of the contract. */
export type Problem<Code extends ProblemCode = ProblemCode> = CodedProblem<Code>;

export const isProblemCode = (value: unknown): value is ProblemCode =>
  typeof value === 'string' && Object.hasOwn(PROBLEMS, value);

/**
 * The RFC 9457 document of a problem. `baseUrl` is the address of the API, which serves `/problems/{code}`. `instance`
 * identifies this occurrence.
 */
export function problemDocument(problem: Problem, baseUrl: string, instance?: string): ProblemDocument {
  const { status, title, cure } = PROBLEMS[problem.code];
  return {
    ...problem.extensions,
    type: `${baseUrl}/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    cure,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(instance === undefined ? {} : { instance }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}
