import * as z from 'zod';
import { detailType, EXTERNAL_SOURCE_PREFIX, type EventDeclaration } from '../event.ts';
import { describeMetadata, UNNAMED } from './wire-schema.ts';
import { describedEvent } from './deprecation.ts';

/** JSON Schema draft 4, which EventBridge's schema registry and its code generators read. */
export type EventSchema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };

/** Name of an event's schema in the registry, in the form of the schemas that AWS publishes. */
export const eventSchemaName = (event: EventDeclaration): string => `${event.source}@${detailType(event)}`;

/** Schema of the whole event on the bus: EventBridge's envelope around the wire form of the detail. */
export function eventSchemaOf(event: EventDeclaration): EventSchema {
  const { $schema, ...detail } = z.toJSONSchema(event.detail, {
    io: 'input',
    target: 'draft-4',
    unrepresentable: 'any',
    metadata: UNNAMED,
    override: describeMetadata,
  });
  const outsider = { ...text, pattern: `^${EXTERNAL_SOURCE_PREFIX.replaceAll('.', '\\.')}` };
  return {
    $schema,
    title: detailType(event),
    description: describedEvent(event),
    type: 'object',
    required: ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
    properties: {
      version: text,
      id: text,
      'detail-type': { enum: [detailType(event)] },
      source: event.outsiders ? { anyOf: [{ enum: [event.source] }, outsider] } : { enum: [event.source] },
      account: text,
      time: { ...text, format: 'date-time' },
      region: text,
      resources: { type: 'array', items: text },
      detail,
    },
  };
}
