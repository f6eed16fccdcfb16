import { detailType, type EventDeclaration } from '../event.ts';
import { publicFields } from '../visibility.ts';
import { describedEvent } from './deprecation.ts';
import { mapSchemas } from './json-schema-walk.ts';
import { sideForm } from './sides.ts';
import { wireSchema, type JsonObject } from './wire-schema.ts';

const isObjectSchema = (schema: unknown): boolean => (schema as JsonObject)['type'] === 'object';

/** A union of objects also accepts an object of a variant that a later registry adds. */
function openVariants(schema: JsonObject): JsonObject {
  const { oneOf, anyOf, ...rest } = schema;
  const variants = oneOf ?? anyOf;
  if (!Array.isArray(variants) || variants.length < 2 || !variants.every(isObjectSchema)) return schema;
  return { ...rest, anyOf: [...(variants as unknown[]), { type: 'object' }] };
}

/** Path of the route that serves the schema of an event, below the URL of the registry. */
export const schemaPath = (type: string): string => `/events/schemas/${type}`;

/** JSON Schema 2020-12 of the data of an event as the feed sends it. */
export const publicEventSchema = (event: EventDeclaration, publicUrl: string): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `${publicUrl}${schemaPath(detailType(event))}`,
  title: detailType(event),
  description: describedEvent(event),
  ...(event.deprecated === undefined ? {} : { deprecated: true, 'x-sunset': event.deprecated.sunset }),
  ...mapSchemas(sideForm(wireSchema(publicFields(event.detail)), 'answer'), openVariants),
});
