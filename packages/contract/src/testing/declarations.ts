import fc from 'fast-check';
import * as z from 'zod';
import { metered, open, scope } from '../access.ts';
import type { ConsumerDeclaration } from '../consumer.ts';
import type { EventDeclaration } from '../event.ts';
import { NEEDS, type Need } from '../needs.ts';
import { PROBLEMS, type ProblemCode } from '../problem.ts';
import { METHODS, type RouteDeclaration } from '../route.ts';

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] =>
  Object.keys(record) as Key[];

export const needs: fc.Arbitrary<readonly Need[]> = fc.subarray([...keysOf<Need>(NEEDS)]);
const problems: fc.Arbitrary<readonly ProblemCode[]> = fc.subarray([...keysOf<ProblemCode>(PROBLEMS)]);

export const word = fc.stringMatching(/^[a-z]{1,8}$/);
/** Event names, which are in PascalCase. */
export const eventName = fc.stringMatching(/^(?:[A-Z][a-z]{1,5}){1,3}$/);

/** Lists of routes with any combination of members. Each route has a unique path. */
export const routes: fc.Arbitrary<readonly RouteDeclaration[]> = fc.uniqueArray(
  fc
    .record({
      id: fc.stringMatching(/^[a-z]{1,6}-[a-z]{1,6}$/),
      method: fc.constantFrom(...METHODS),
      parameters: fc.uniqueArray(word, { maxLength: 2 }),
      query: fc.option(fc.constant(z.object({ limit: z.number().optional(), q: z.string() })), { nil: undefined }),
      body: fc.option(fc.constant(z.object({ text: z.string() })), { nil: undefined }),
      status: fc.constantFrom(200, 201, 202),
      page: fc.boolean(),
      problems,
      access: fc.constantFrom(open('For a test.'), scope('registry/agents.write'), metered('registry/embeds.read')),
      needs,
      safe: fc.option(fc.boolean(), { nil: undefined }),
      owner: fc.option(fc.constant('/text' as const), { nil: undefined }),
    })
    .map(({ parameters, query, body, status, page, safe, owner, ...rest }): RouteDeclaration => ({
      ...rest,
      path: `/${rest.id}${parameters.map((name) => `/{${name}}`).join('')}`,
      summary: 'Anything',
      responses: { [status]: page ? { contentType: 'text/html', description: 'A page.' } : z.object({}) },
      ...(parameters.length === 0
        ? {}
        : { params: z.object(Object.fromEntries(parameters.map((name) => [name, z.string()]))) }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...(safe === undefined ? {} : { safe }),
      ...(owner === undefined ? {} : { idempotencyOwner: owner }),
    })),
  { selector: (route) => route.id, minLength: 1, maxLength: 5 },
);

export const events: fc.Arbitrary<readonly EventDeclaration[]> = fc.uniqueArray(
  fc
    .record({
      name: eventName,
      source: word,
      version: fc.integer({ min: 1, max: 20 }),
      outsiders: fc.boolean(),
      audited: fc.boolean(),
    })
    .map(({ source, ...rest }): EventDeclaration => ({
      ...rest,
      id: rest.name,
      source: `pos.${source}`,
      summary: 'Anything',
      detail: z.object({ eventId: z.uuid(), value: z.number() }),
    })),
  { selector: (event) => event.name, minLength: 2, maxLength: 6 },
);

/** A consumer of some of the events, with or without a path that they must carry. */
export const consumerOf = (on: readonly EventDeclaration[]): fc.Arbitrary<ConsumerDeclaration> =>
  fc.option(fc.tuple(word, fc.array(word, { maxLength: 2 })), { nil: undefined }).map((carrying) => ({
    id: 'take-anything',
    summary: 'Anything',
    on,
    needs: [],
    ...(carrying === undefined ? {} : { carrying: [carrying[0], ...carrying[1]] as const }),
  }));
