import { detailType, type EventDeclaration } from '../event.ts';
import { publicFields } from '../visibility.ts';
import { describedEvent } from './deprecation.ts';
import { wireSchema } from './wire-schema.ts';

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

const isText = (value: unknown): boolean => typeof value === 'string';

/** A union of objects also accepts an object of a variant that does not exist yet. */
function openVariants(variants: readonly unknown[]): readonly unknown[] {
  const isUnion = variants.length > 1 && variants.every((variant) => isObject(variant) && variant['type'] === 'object');
  return [...variants.map(openToAdditions), ...(isUnion ? [{ type: 'object' }] : [])];
}

/**
 * A schema that also accepts members, enum values and union variants that a later registry adds. The values known today
 * are in `x-extensible-enum`.
 */
function openToAdditions(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(openToAdditions);
  if (!isObject(schema)) return schema;
  const { additionalProperties, enum: values, oneOf, anyOf, ...rest } = schema;
  const variants = oneOf ?? anyOf;
  const isOpenEnum = Array.isArray(values) && values.every(isText);
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, inside]) => [key, openToAdditions(inside)])),
    ...(additionalProperties === undefined || additionalProperties === false
      ? {}
      : { additionalProperties: openToAdditions(additionalProperties) }),
    ...(values === undefined ? {} : isOpenEnum ? { type: 'string', 'x-extensible-enum': values } : { enum: values }),
    ...(Array.isArray(variants) ? { anyOf: openVariants(variants) } : {}),
  };
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
  ...(openToAdditions(wireSchema(publicFields(event.detail))) as JsonObject),
});
