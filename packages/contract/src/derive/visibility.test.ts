import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { UNNAMED } from './wire-schema.ts';
import { open } from '../access.ts';
import { CONTRACT } from '../contract.ts';
import { event, type EventDeclaration } from '../event.ts';
import { route, type RouteDeclaration } from '../route.ts';
import { forOperators, forSubjects, publicFields, visibilityOf } from '../visibility.ts';
import { WITHHELD_FIELDS } from '../withheld-fields.generated.ts';
import { publicEvent } from './public-events.ts';
import { visibilityFaults } from './visibility-faults.ts';
import { answerSchemas, withheldFields, withheldNames } from './withheld-fields.ts';

const Hidden = forSubjects(z.string());
const GET: RouteDeclaration = route({
  id: 'get-it',
  method: 'GET',
  path: '/it',
  summary: 'Get it',
  responses: { 200: z.object({ did: z.string() }) },
  problems: [],
  access: open('It is public.'),
  needs: [],
});
const answering = (answer: z.ZodType, more: Partial<RouteDeclaration> = {}): readonly string[] =>
  visibilityFaults({ routes: { it: { ...GET, responses: { 200: answer }, ...more } }, events: {} });
const happened = (detail: z.ZodObject): EventDeclaration =>
  event({ id: 'happened', source: 'pos.test', name: 'Happened', version: 1, summary: 'It.', detail });
const discloses = { to: 'subject', because: 'It proves who it is.' } as const;

describe('the audience of a field', () => {
  it('is everybody unless it is declared', () => expect(visibilityOf(z.string())).toBe('public'));

  it.each([
    ['itself', Hidden],
    ['optional', Hidden.optional()],
    ['nullable', Hidden.nullable()],
    ['with a default', Hidden.default('x')],
    ['described later', Hidden.meta({ description: 'A payer.' })],
    ['two wrappers deep', Hidden.nullable().optional()],
  ])('is found in a field that is %s', (_, field) => expect(visibilityOf(field)).toBe('subject'));

  it('keeps the description of the field', () =>
    expect(forOperators(z.string().meta({ description: 'A key.' })).meta()).toEqual({
      description: 'A key.',
      visibility: 'operator',
    }));

  it.each([
    ['a member', z.object({ hidden: Hidden }), ['/properties/hidden']],
    ['an optional member', z.object({ hidden: Hidden.optional() }), ['/properties/hidden']],
    ['an item', z.array(z.object({ hidden: Hidden })), ['/items/properties/hidden']],
    ['a variant', z.union([z.object({ hidden: Hidden }), z.null()]), ['/anyOf/0/properties/hidden']],
    ['a value of a record', z.record(z.string(), Hidden), ['/additionalProperties']],
    ['the decoded side of a pipe', z.object({ hidden: z.string().pipe(Hidden) }), ['/properties/hidden']],
    ['nothing', z.object({ visibility: z.literal('subject') }), []],
  ])('is found by search in %s', (_, schema, pointers) =>
    expect(withheldFields(schema).map(({ pointer }) => pointer)).toEqual(pointers),
  );
});

describe('an answer', () => {
  it('may hold public fields', () => expect(answering(z.object({ did: z.string() }))).toEqual([]));

  it('may not hold a field for subjects unless the route knows that its caller is one', () => {
    const answer = z.object({ payers: z.array(z.object({ payer: Hidden })) });
    expect(answering(answer)).toEqual([
      'The route get-it answers with /properties/payers/items/properties/payer, which is for subjects: take it out of the answer, or declare with `discloses` how the route knows that its caller is a subject.',
    ]);
    expect(answering(answer, { discloses })).toEqual([]);
  });

  it('may never hold a field for operators', () => {
    const answer = z.object({ key: forOperators(z.string()), payer: Hidden });
    expect(answering(answer, { discloses })).toEqual([
      'The route get-it answers with /properties/key, which never leaves the registry: take it out of the answer.',
    ]);
  });

  it('for subjects may not be cached', () =>
    expect(answering(z.object({ payer: Hidden }), { discloses, cacheSeconds: 5 })).toEqual([
      'The route get-it answers subjects and lets caches keep the answer: delete `cacheSeconds`.',
    ]));

  it('without such fields needs no declaration', () =>
    expect(answering(z.object({}), { discloses })).toEqual([
      'The route get-it declares `discloses`, but its answers are public: delete that member.',
    ]));
});

describe('an event', () => {
  const detail = z.object({ did: z.string(), payer: Hidden, note: z.string().optional() });

  it('has the public members of its detail in its public form, and no member that nobody declared', () => {
    const { detailOf } = publicEvent(happened(detail));
    expect(detailOf({ did: 'd', payer: 'p', note: 'n', more: 1 })).toEqual({ did: 'd', note: 'n' });
    expect(detailOf({ did: 'd' })).toEqual({ did: 'd' });
    for (const other of [null, 'p', ['p']]) expect(detailOf(other)).toEqual({});
  });

  it('has a schema without the members that are not public', () => {
    expect(Object.keys(publicFields(detail).shape)).toEqual(['did', 'note']);
    const open = z.object({ did: z.string() });
    expect(publicFields(open)).toBe(open);
  });

  it('may not hide a field inside a member, where the feed does not look', () =>
    expect(
      visibilityFaults({ routes: {}, events: { it: happened(z.object({ paid: z.object({ payer: Hidden }) })) } }),
    ).toEqual([
      'The event happened has /properties/paid/properties/payer, which is not public, inside another member: make it a member of the detail itself.',
    ]));
});

describe('the contract', () => {
  it('shows each field to its declared audience only', () => expect(visibilityFaults(CONTRACT)).toEqual([]));

  it('withholds the payer of a settlement', () => {
    const settled = CONTRACT.events['settlement-confirmed'];
    expect(settled === undefined ? [] : Object.keys(publicFields(settled.detail).shape)).not.toContain('payer');
    expect(WITHHELD_FIELDS).toEqual(withheldNames(CONTRACT));
    expect(WITHHELD_FIELDS).toContain('payer');
  });

  it('withholds every field named payer, in events and in answers', () => {
    const isNamedPayer = /"payer":\{/g;
    const schemas = [
      ...Object.values(CONTRACT.events).map(({ detail }) => detail),
      ...Object.values(CONTRACT.routes).flatMap(answerSchemas),
    ];
    const counts = schemas.map((schema) => ({
      named:
        JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', metadata: UNNAMED })).match(
          isNamedPayer,
        )?.length ?? 0,
      withheld: withheldFields(schema).filter(({ name }) => name === 'payer').length,
    }));
    expect(counts.filter(({ named, withheld }) => named !== withheld)).toEqual([]);
    expect(counts.some(({ named }) => named > 0)).toBe(true);
  });
});
