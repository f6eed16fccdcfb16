import { FIELD_FAULTS } from '@pos/vocabulary/problem.ts';
import { PROBLEMS, problemType, type ProblemCode } from '../problem.ts';
import { problemsOf, type RouteDeclaration } from '../route.ts';
import { notModifiedHeaders, problemHeaders } from './response-headers.ts';
import type { JsonObject } from './wire-schema.ts';

/** The schema of a problem document, before it is opened as part of an answer. */
export const problemSchema = {
  description: 'A refusal in the form of RFC 9457. Branch on `code`, which is stable, and read `cure`.',
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'cure'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'Permanent URI of the code. The Link header has the address of a page about it.',
      example: problemType('agent-unknown'),
    },
    title: { type: 'string', description: 'The problem in words. It is the same for every occurrence.' },
    status: { type: 'integer', description: 'The HTTP status.', example: 404 },
    code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'The kind of problem, for programs.' },
    cure: { type: 'string', description: 'What the caller can do about the problem.' },
    detail: { type: 'string', description: 'What is particular to this occurrence.' },
    instance: { type: 'string', description: 'URN of the request.', example: 'urn:request:0199a1b2-c3d4-7e5f' },
    errors: {
      type: 'array',
      description: 'Every field that does not fit the schema.',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'code', 'detail'],
        properties: {
          in: { type: 'string', enum: ['path', 'query', 'headers', 'body'], description: 'The part of the request.' },
          pointer: {
            type: 'string',
            description: 'JSON pointer (RFC 6901) into the part of the request that "in" names.',
            example: '/did',
          },
          code: {
            type: 'string',
            enum: Object.keys(FIELD_FAULTS),
            description: Object.entries(FIELD_FAULTS)
              .map(([code, meaning]) => `${code}: ${meaning}`)
              .join(' '),
          },
          detail: { type: 'string', description: 'What is wrong, in words for people.' },
        },
      },
    },
  },
};

/** The problems of a route by their HTTP status. */
export const codesByStatus = (route: RouteDeclaration): Readonly<Record<string, readonly ProblemCode[]>> =>
  Object.fromEntries(Map.groupBy(problemsOf(route), (code) => String(PROBLEMS[code].status)));

export const describeProblems = (codes: readonly ProblemCode[]): string =>
  codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' ');

/** The codes, joined by commas, that most routes give under each status. */
export type UsualProblems = ReadonlyMap<string, string>;

/**
 * Finds the usual codes of each status. They describe the component `Problem<status>`, so that only other operations need
 * a description of their own.
 */
export function usualProblems(routes: readonly RouteDeclaration[]): UsualProblems {
  const lists = routes.flatMap((route) => Object.entries(codesByStatus(route)));
  const byStatus = Map.groupBy(lists, ([status]) => status);
  return new Map(
    [...byStatus].toSorted().map(([status, of]): [string, string] => {
      const counts = [...Map.groupBy(of, ([, codes]) => codes.join())].map(([codes, { length }]) => ({
        codes,
        length,
      }));
      const [usual] = counts.toSorted((left, right) => right.length - left.length);
      return [status, usual?.codes ?? ''];
    }),
  );
}

/** The responses that operations refer to: one for each status of a problem, and 304. */
export function responseComponents(problems: UsualProblems): Record<string, JsonObject> {
  const notModified = {
    description: 'A response that the caller has is still current.',
    headers: notModifiedHeaders(),
  };
  const refused = [...problems].map(([status, codes]): [string, JsonObject] => [
    `Problem${status}`,
    {
      description: describeProblems(codes.split(',') as ProblemCode[]),
      headers: problemHeaders(Number(status)),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return { NotModified: notModified, ...Object.fromEntries(refused) };
}
