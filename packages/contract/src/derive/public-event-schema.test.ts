import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { detailType, event, type EventDeclaration } from '../event.ts';
import { EVENTS } from '../events.ts';
import { forSubjects } from '../visibility.ts';
import { publicEventSchema } from './public-event-schema.ts';

const URL = 'https://registry.example';
const events: readonly (readonly [string, EventDeclaration])[] = Object.entries(EVENTS);

/** A validator that does not know the registry's extension keywords, as that of any listener. */
const validatorOf = (declaration: EventDeclaration): ValidateFunction =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(publicEventSchema(declaration, URL));

const sample = event({
  id: 'sampled',
  source: 'pos.test',
  name: 'Sampled',
  version: 3,
  summary: 'A sample was taken.',
  deprecated: { since: '2026-12-01', sunset: '2027-12-01' },
  detail: z.object({
    did: z.string(),
    payer: forSubjects(z.string()),
    grade: z.enum(['good', 'bad']),
    kind: z.literal('whole'),
    parts: z.array(z.strictObject({ grams: z.number() })),
    shape: z.discriminatedUnion('form', [
      z.object({ form: z.literal('round'), radius: z.number() }),
      z.object({ form: z.literal('square'), side: z.number() }),
    ]),
    note: z.string().nullable(),
  }),
});
const data = {
  did: 'did:web:a.example',
  grade: 'good',
  kind: 'whole',
  parts: [{ grams: 1 }],
  shape: { form: 'round', radius: 1 },
  note: null,
};

describe('the published schema of an event', () => {
  it('names itself, its dialect, its event and that the event is deprecated', () =>
    expect(publicEventSchema(sample, URL)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${URL}/events/schemas/Sampled.v3`,
      title: 'Sampled.v3',
      description: 'A sample was taken. Deprecated since 2026-12-01; may be removed from 2027-12-01 on.',
      deprecated: true,
      'x-sunset': '2027-12-01',
      type: 'object',
    }));

  it('requires every public member, and does not mention the others', () => {
    const schema = publicEventSchema(sample, URL);
    expect(schema['required']).toEqual(Object.keys(data));
    expect(JSON.stringify(schema)).not.toContain('payer');
  });

  it.each([
    ['the data of today', {}, true],
    ['a new member', { added: 1 }, true],
    ['a new member of a strict object', { parts: [{ grams: 1, milligrams: 1_000 }] }, true],
    ['a new value of an enum', { grade: 'fair' }, true],
    ['a new variant of a union', { shape: { form: 'oval', axes: [1, 2] } }, true],
    ['a value of another type', { grade: 7 }, false],
    ['a missing member', { did: undefined }, false],
    ['a union member that is no object', { shape: 'round' }, false],
  ])('validates %s: %j → %s', (_, change, valid) => {
    const changed: unknown = JSON.parse(JSON.stringify({ ...data, ...change }));
    expect(validatorOf(sample)(changed)).toBe(valid);
  });

  it('keeps the values known today as a hint', () =>
    expect(publicEventSchema(sample, URL)).toMatchObject({
      properties: { grade: { type: 'string', 'x-extensible-enum': ['good', 'bad'] } },
    }));

  it.each(events)('is valid JSON Schema 2020-12 for %s and closed nowhere', (_, declaration) => {
    expect(validatorOf(declaration)).toBeInstanceOf(Function);
    const schema = publicEventSchema(declaration, URL);
    expect(schema['title']).toBe(detailType(declaration));
    expect(JSON.stringify(schema)).not.toMatch(/"additionalProperties":false|"enum":\["|"oneOf":|"x-visibility":/);
  });
});
