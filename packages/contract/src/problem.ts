import type { CodedProblem, ProblemDocument } from '@pos/vocabulary/problem.ts';
import { PROBLEMS } from './problems.generated.ts';

export { PROBLEMS };

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal with a code of the contract. */
export type Problem<Code extends ProblemCode = ProblemCode> = CodedProblem<Code>;

export const isProblemCode = (value: unknown): value is ProblemCode =>
  typeof value === 'string' && Object.hasOwn(PROBLEMS, value);

/**
 * The permanent URI of a problem, the same at every stage and after a move to another domain. See
 * docs/adr/0110-permanent-problem-uris.md.
 */
export const problemType = (code: ProblemCode): string => `urn:problem-type:pos-registry:${code}`;

/** The value of the `Link` header of a problem: its page at this stage, for people. */
export const problemLink = (code: ProblemCode, baseUrl: string): string => `<${baseUrl}/problems/${code}>; rel="help"`;

/** The RFC 9457 document of a problem. `instance` identifies this occurrence. */
export function problemDocument(problem: Problem, instance?: string): ProblemDocument {
  const { status, title, cure } = PROBLEMS[problem.code];
  return {
    ...problem.extensions,
    type: problemType(problem.code),
    title,
    status,
    code: problem.code,
    cure,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(instance === undefined ? {} : { instance }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}
