import type { JsonObject } from './wire-schema.ts';

type Resolve = (ref: string) => JsonObject;

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  'date-time': '2026-01-31T12:00:00.000Z',
  uri: 'https://agent.example/answers',
};

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

const numberOf = ({ minimum }: JsonObject): number => (typeof minimum === 'number' && minimum > 0 ? minimum : 1);

function objectOf({ properties = {}, required = [] }: JsonObject, resolve: Resolve): JsonObject {
  const members = Object.entries(properties as Record<string, JsonObject>);
  const shown = members.filter(
    ([name, each]) => each['deprecated'] !== true || (required as readonly string[]).includes(name),
  );
  return Object.fromEntries(shown.map(([name, each]) => [name, exampleOf(each, resolve)]));
}

function listOf({ items, minItems }: JsonObject, resolve: Resolve): readonly unknown[] {
  const length = typeof minItems === 'number' ? Math.max(1, minItems) : 1;
  return items === undefined ? [] : Array.from({ length }, () => exampleOf(items as JsonObject, resolve));
}

function typedExample(schema: JsonObject, resolve: Resolve): unknown {
  const { type, format } = schema;
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return objectOf(schema, resolve);
    case 'array':
      return listOf(schema, resolve);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return true;
    case 'string':
      return BY_FORMAT[String(format)] ?? 'text';
    default:
      return null;
  }
}

/**
 * An example value of a JSON Schema: the schema's own example if it has one, or else a value that is made of the
 * examples of its parts. Deprecated members that are not required are left out.
 */
export function exampleOf(schema: JsonObject, resolve: Resolve): unknown {
  if (Array.isArray(schema['examples'])) return schema['examples'][0];
  const own = schema['const'] ?? first(schema['enum']) ?? first(schema['x-extensible-enum']) ?? schema['default'];
  if (own !== undefined) return own;
  if (typeof schema['$ref'] === 'string') return exampleOf(resolve(schema['$ref']), resolve);
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonObject[] | undefined;
  const [choice] = choices ?? [];
  return choice === undefined ? typedExample(schema, resolve) : exampleOf(choice, resolve);
}
