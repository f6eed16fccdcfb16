import type { JsonObject } from './wire-schema.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that hold a schema, a list of schemas, and schemas by name. Other keywords hold values. */
const ONE = ['items', 'additionalProperties', 'propertyNames', 'contains', 'not'] as const;
const LIST = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;
const BY_NAME = ['properties', 'patternProperties', '$defs'] as const;

/** Replaces every schema within a JSON Schema, inner ones first. */
export function mapSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inner = (value: unknown): unknown => (isObject(value) ? mapSchemas(value, change) : value);
  const changed = { ...schema };
  for (const keyword of ONE) if (keyword in schema) changed[keyword] = inner(schema[keyword]);
  for (const keyword of LIST)
    if (Array.isArray(schema[keyword])) changed[keyword] = (schema[keyword] as unknown[]).map(inner);
  for (const keyword of BY_NAME) {
    const named = schema[keyword];
    if (isObject(named))
      changed[keyword] = Object.fromEntries(Object.entries(named).map(([name, each]) => [name, inner(each)]));
  }
  return change(changed);
}

/** The ids of `$ref`s within a schema. */
export function refsWithin(schema: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  mapSchemas(schema, (each) => {
    if (typeof each['$ref'] === 'string') found.add(each['$ref'].slice(each['$ref'].lastIndexOf('/') + 1));
    return each;
  });
  return found;
}
