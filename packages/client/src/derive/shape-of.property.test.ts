import { describe, expect, it } from '@jest/globals';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import fc from 'fast-check';
import * as z from 'zod';
import { MisfitError, readShape } from '../domain/shape.ts';
import { wireValues } from '../testing/wire-values.ts';
import { shapeOf } from './shape-of.ts';

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const events: readonly EventDeclaration[] = Object.values(EVENTS);

/** Every schema by which the client reads. */
const READ: readonly (readonly [string, z.ZodType])[] = [
  ...routes.flatMap(({ id, responses }) =>
    Object.entries(responses).flatMap(([status, response]) =>
      isRawResponse(response) ? [] : [[`${id} ${status}`, response] as const],
    ),
  ),
  ...events.map((event) => [detailType(event), publicFields(event.detail)] as const),
];

describe.each(READ)('the shape of %s', (_, schema) => {
  const shape = shapeOf(schema);

  it('reads what the contract permits as the contract does', () =>
    fc.assert(
      fc.property(wireValues(schema, 'present'), (value) => {
        expect(readShape(shape, value)).toEqual(schema.parse(value));
      }),
    ));

  it('reads what a newer registry sends, and keeps the members that it does not know', () =>
    fc.assert(
      fc.property(wireValues(schema, 'newer'), (value) => {
        const read = readShape(shape, value);
        expect(Object.keys(read as object)).toEqual(Object.keys(value as object));
      }),
    ));
});

describe('a shape', () => {
  const shape = shapeOf(
    z.object({
      name: z.string(),
      'a/b': z.object({ amounts: z.array(z.number()) }).optional(),
      url: z.string().nullable(),
    }),
  );

  it.each([
    [{ url: null }, '/name: expected a string, got nothing'],
    [{ name: 'n' }, '/url: expected a string, got nothing'],
    [{ name: 'n', url: null, 'a/b': { amounts: [1, '2'] } }, '/a~1b/amounts/1: expected a number, got string'],
    [null, 'the document: expected an object, got null'],
    [[], 'the document: expected an object, got a list'],
  ])('refuses %j by the pointer of the member', (value, message) => {
    expect(() => readShape(shape, value)).toThrow(MisfitError);
    expect(() => readShape(shape, value)).toThrow(message);
  });

  it('reads another value in place of a literal', () => {
    expect(readShape(shapeOf(z.object({ alg: z.literal('ES256') })), { alg: 'ES384' })).toEqual({ alg: 'ES384' });
  });

  it('keeps a member named __proto__ as data', () => {
    const read = readShape(shape, JSON.parse('{"name":"n","url":null,"__proto__":{"evil":true}}'));
    expect([(read as { evil?: boolean }).evil, Object.getPrototypeOf(read)]).toEqual([undefined, Object.prototype]);
  });
});
