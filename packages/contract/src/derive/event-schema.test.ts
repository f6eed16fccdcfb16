import { describe, expect, it } from '@jest/globals';
import { EVENTS } from '../events.ts';
import { detailType, type EventDeclaration } from '../event.ts';
import { eventSchemaName, eventSchemaOf } from './event-schema.ts';

type Loose = { readonly properties: Record<string, Record<string, unknown>>; readonly required: readonly string[] };

const events: readonly (readonly [string, EventDeclaration])[] = Object.entries(EVENTS);
const schemaOf = (event: EventDeclaration) => eventSchemaOf(event) as unknown as Loose;

describe('eventSchemaOf', () => {
  it.each(events)('describes %s with its version and every member of its detail', (_, event) => {
    const { properties } = schemaOf(event);
    expect(properties['detail-type']).toEqual({ enum: [detailType(event)] });
    const { required, properties: members } = properties['detail'] as unknown as Loose;
    expect(required).toEqual(expect.arrayContaining(['eventId', 'occurredAt']));
    expect(required.filter((name) => !(name in members))).toEqual([]);
  });

  it('lets outsiders publish only what outsiders may', () => {
    expect(schemaOf(EVENTS['settlement-confirmed']).properties['source']).toEqual({
      anyOf: [{ enum: ['pos.x402'] }, { type: 'string', pattern: '^pos\\.producer\\.' }],
    });
    expect(schemaOf(EVENTS['reputation-changed']).properties['source']).toEqual({ enum: ['pos.reputation'] });
  });

  it('has draft 4 throughout, where exclusive limits are no numbers and constants are enums', () => {
    for (const [, event] of events) {
      const schema = eventSchemaOf(event);
      expect(schema['$schema']).toBe('http://json-schema.org/draft-04/schema#');
      expect(JSON.stringify(schema)).not.toMatch(/"const":|"exclusiveMinimum":\d|"\$defs":/);
    }
  });

  it('gives no two events one name', () =>
    expect(new Set(events.map(([, event]) => eventSchemaName(event))).size).toBe(events.length));

  it('requires every member of the envelope', () => {
    const members = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'];
    const schema = eventSchemaOf(Object.values(EVENTS)[0] as EventDeclaration);
    expect(schema['required']).toEqual(members);
    expect(Object.keys(schema['properties'] as object)).toEqual(members);
    expect(schema['type']).toBe('object');
  });
});
