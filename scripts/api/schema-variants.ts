import { isObject, type JsonObject } from './change.ts';

type Resolve = (ref: string) => JsonObject;

/** The schema behind a `$ref`, with the keywords beside the `$ref`. */
export function resolved(schema: JsonObject, resolve: Resolve): JsonObject {
  const { $ref, ...beside } = schema;
  return typeof $ref === 'string' ? { ...resolved(resolve($ref), resolve), ...beside } : schema;
}

/** The JSON type of a schema, also where only other keywords imply it. */
export function typeOf(schema: JsonObject): string | undefined {
  if (typeof schema['type'] === 'string') return schema['type'];
  if ('properties' in schema || 'additionalProperties' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  const [value] = valuesOf(schema) ?? [];
  if (value === undefined) return undefined;
  return value === null ? 'null' : typeof value;
}

/** The values that a schema lists: those of an enum, closed or open, or its constant. */
export function valuesOf(schema: JsonObject): readonly unknown[] | undefined {
  const listed = schema['enum'] ?? schema['x-extensible-enum'];
  if (Array.isArray(listed)) return listed as readonly unknown[];
  return 'const' in schema ? [schema['const']] : undefined;
}

const CONSTRAINTS = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'not'];

/** True for a schema that every value fits. */
export const isAny = (schema: JsonObject): boolean =>
  typeOf(schema) === undefined && !CONSTRAINTS.some((keyword) => keyword in schema);

/** The alternatives of a union, or the schema alone. A list of types counts as a union. */
export function variantsOf(schema: JsonObject, resolve: Resolve): readonly JsonObject[] {
  const whole = resolved(schema, resolve);
  const { type, anyOf, oneOf, ...rest } = whole;
  if (Array.isArray(type)) return type.map((each) => ({ ...rest, type: each as unknown }));
  const alternatives = anyOf ?? oneOf;
  if (!Array.isArray(alternatives)) return [whole];
  return alternatives.filter(isObject).flatMap((each) => variantsOf(each, resolve));
}

/** A name under which a variant is found again: its constant members, or else its type. */
export function variantKey(variant: JsonObject): string {
  const properties = isObject(variant['properties']) ? variant['properties'] : {};
  const constants = Object.entries(properties).flatMap(([name, each]) =>
    isObject(each) && 'const' in each ? [`${name} ${JSON.stringify(each['const'])}`] : [],
  );
  if (constants.length > 0) return `object with ${constants.toSorted().join(' and ')}`;
  const type = typeOf(variant);
  return type === 'integer' ? 'number' : (type ?? 'any');
}
