/** The members of JSON Schema 2020-12 that the page reads. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly deprecated?: boolean;
}

export const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf ?? schema.oneOf ?? [];

/** A short type name, such as `string`, `integer` or `array of object`. */
export function typeName(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return 'one of';
  const choices = alternatives(schema);
  if (choices.length > 0) return [...new Set(choices.map(typeName))].join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(typeName).join(' and ');
  if (schema.items !== undefined) return `array of ${typeName(schema.items)}`;
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.join(' or ');
  return [type ?? 'anything', schema.format === undefined ? '' : `(${schema.format})`].filter(Boolean).join(' ');
}

const between = (low: number | undefined, high: number | undefined, unit: string): string | undefined => {
  const shownHigh = high !== undefined && high < Number.MAX_SAFE_INTEGER ? high : undefined;
  const shownLow = low !== undefined && low > -Number.MAX_SAFE_INTEGER ? low : undefined;
  if (shownLow === undefined && shownHigh === undefined) return undefined;
  if (shownHigh === undefined) return `at least ${shownLow}${unit}`;
  return shownLow === undefined ? `at most ${shownHigh}${unit}` : `${shownLow} to ${shownHigh}${unit}`;
};

/** The constraints of a schema as short texts, such as `1 to 100 items`, and whether it is deprecated. */
export const limits = (schema: Schema): readonly string[] =>
  [
    schema.enum?.map((value) => JSON.stringify(value)).join(', '),
    between(schema.minLength, schema.maxLength, ' characters'),
    between(schema.minimum, schema.maximum, ''),
    between(schema.minItems, schema.maxItems, ' items'),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.deprecated === true ? 'deprecated' : undefined,
  ].filter((limit): limit is string => limit !== undefined);

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  'date-time': '2026-01-31T12:00:00.000Z',
  uri: 'https://agent.example/answers',
};

/** An example value: the schema's own example where it has one, otherwise a value made from its type. */
export function exampleOf(schema: Schema, depth = 0): unknown {
  const named = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.enum?.[0];
  if (named !== undefined) return named;
  const choices = alternatives(schema);
  if (choices.length > 0)
    return exampleOf(choices.find((choice) => choice.type === 'object') ?? (choices[0] as Schema), depth);
  if (schema.allOf !== undefined) return schema.allOf.map((part) => exampleOf(part, depth)).at(-1);
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(property, depth + 1)]),
    );
  }
  if (schema.type === 'array') return schema.items === undefined ? [] : [exampleOf(schema.items, depth + 1)];
  if (schema.type === 'object') return {};
  if (schema.type === 'integer' || schema.type === 'number')
    return schema.minimum !== undefined && schema.minimum > 0 ? schema.minimum : 1;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'null' || schema.type === undefined) return null;
  return (schema.format === undefined ? undefined : BY_FORMAT[schema.format]) ?? schema.default ?? 'text';
}
