import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod';
import { CONTRACT } from './contract.ts';
import { wireSchema } from './derive/wire-schema.ts';
import { AgentScore } from './reputation/schemas/score-query.ts';
import { Score } from './reputation/schemas/score.ts';
import { isRawResponse } from './route.ts';

interface Json {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly deprecated?: boolean;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly items?: Json;
  readonly additionalProperties?: Json | boolean;
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
}

interface Member {
  readonly name: string;
  readonly where: string;
  readonly schema: Json;
}

const optionsOf = ({ anyOf, oneOf }: Json): readonly Json[] => anyOf ?? oneOf ?? [];

/** Every member of a schema at any depth, without the deprecated ones. */
function membersOf(schema: Json, where: string): readonly Member[] {
  const own = Object.entries(schema.properties ?? {}).filter(([, each]) => each.deprecated !== true);
  const { items, additionalProperties } = schema;
  return [
    ...own.flatMap(([name, each]) => [{ name, where, schema: each }, ...membersOf(each, `${where}.${name}`)]),
    ...(items === undefined ? [] : membersOf(items, `${where}[]`)),
    ...(typeof additionalProperties === 'object' ? membersOf(additionalProperties, `${where}.*`) : []),
    ...optionsOf(schema).flatMap((option) => membersOf(option, where)),
  ];
}

const routes = Object.values(CONTRACT.routes);
const inRequests = routes.flatMap(({ id, params, query, body }) =>
  [params, query, body].flatMap((part) => (part === undefined ? [] : membersOf(wireSchema(part), id))),
);
const inAnswers = routes.flatMap(({ id, responses }) =>
  Object.values(responses).flatMap((each) => (isRawResponse(each) ? [] : membersOf(wireSchema(each), `${id} answer`))),
);
const inEvents = Object.values(CONTRACT.events).flatMap(({ id, detail }) => membersOf(wireSchema(detail), id));

/** The wire type of a member: two members of one name should have one. Null and the kind of text do not count. */
const typesOf = (schema: Json): readonly string[] => {
  const options = optionsOf(schema);
  if (options.length > 0) return options.flatMap(typesOf);
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.filter((type) => type !== 'null').map((type) => (type === 'integer' ? 'number' : type));
};

/** Names with several types, each with the reason. */
const SEVERAL_TYPES: Readonly<Record<string, string>> = {
  agents: 'A list of agents, or their number under an anchor.',
  anchor: 'An anchor, or the commitment to it in a proof, where the circuit has this name.',
  claims: 'The claims of a credential, or the list that describes them.',
  complaints: 'Units of evidence, or these by kind of payer.',
  credible: 'Units of evidence from credible payers, or these by praise and complaints.',
  disputes: 'A number of receipts, units of evidence, or these by rung.',
  events: 'Events of a producer, or the number of events behind a sum.',
  evidence: 'Units of evidence, or the evidence items by kind.',
  extensions: 'A word of x402.',
  head: 'The hash of the head, or its opening.',
  id: 'An id of JSON-RPC.',
  path: 'A Merkle path, or the path of a claim as SD-JWT VC says.',
  praise: 'Units of evidence, or these by kind of payer.',
  receipts: 'A list of receipts, their number, or the choice of some.',
  skills: 'A list, which a query writes with commas.',
  status: 'A word, or the HTTP status of a problem.',
  unverified: 'Units of evidence from unverified payers, or these by praise and complaints.',
};

describe('a name of the API', () => {
  it('has one type in requests, answers and events, apart from the names that say why', () => {
    const byName = Map.groupBy([...inRequests, ...inAnswers, ...inEvents], ({ name }) => name);
    const several = [...byName].filter(
      ([, members]) => new Set(members.flatMap(({ schema }) => typesOf(schema))).size > 1,
    );
    expect(several.map(([name]) => name).toSorted()).toEqual(Object.keys(SEVERAL_TYPES).toSorted());
  });

  it.each(['before', 'nextBefore', 'hash', 'ticket', 'rungUsd', 'usdMicro', 'good', 'bad', 'owner', 'reputation'])(
    'is no more %s',
    (former) => {
      const kept = [...inRequests, ...inAnswers, ...inEvents].filter(({ name }) => name === former);
      // The inputs of a circuit keep their names, which the prover's code and its published files share.
      expect(
        kept.filter(({ where }) => !where.startsWith('open-history answer.head')).map(({ where }) => where),
      ).toEqual([]);
    },
  );

  it('says that a slot is a slot, and not an amount', () => {
    const slots = [...inAnswers, ...inEvents].filter(({ name }) => name === 'slot');
    expect(slots.length).toBeGreaterThan(2);
    for (const { where, schema } of slots)
      expect([where, JSON.stringify(schema)]).toEqual([where, expect.stringContaining('Solana slot')]);
  });
});

describe('an answer', () => {
  const isFloat = (schema: Json): boolean => schema.type === 'number' && schema.const === undefined;

  it('has a documented number of decimals in every number that is no integer', () => {
    const floats = inAnswers.filter(({ schema }) => isFloat(schema));
    expect(floats.length).toBeGreaterThan(5);
    for (const { where, name, schema } of floats)
      expect([where, name, schema.description]).toEqual([
        where,
        name,
        expect.stringContaining('rounded to 6 decimals'),
      ]);
  });

  it('that gives pages leads to the next one by cursor and nextCursor', () => {
    const inJson = routes.filter(({ responses }) => !Object.values(responses).some(isRawResponse));
    const paged = inJson.filter(({ query }) => query !== undefined && 'limit' in query.shape);
    expect(paged.length).toBeGreaterThan(4);
    for (const { id, query, responses } of paged) {
      const [answer] = Object.values(responses);
      const shape = (answer as z.ZodObject).shape;
      expect([id, 'cursor' in (query?.shape ?? {}), 'nextCursor' in shape]).toEqual([id, true, true]);
    }
  });

  it('gives a whole score in one shape', () => {
    const scores = inAnswers.flatMap(({ where, schema }) =>
      [schema, ...(schema.items === undefined ? [] : [schema.items]), ...optionsOf(schema)].flatMap((each) =>
        each.properties !== undefined && 'meanBps' in each.properties ? [[where, each.properties] as const] : [],
      ),
    );
    expect(scores.length).toBeGreaterThan(5);
    for (const [where, members] of scores)
      expect([where, Object.keys(members)]).toEqual([where, expect.arrayContaining(Object.keys(Score.shape))]);
    expect(Object.keys(AgentScore.shape)).toEqual(expect.arrayContaining(Object.keys(Score.shape)));
  });
});
