import { html, type Markup } from './html.ts';

/** The members of JSON Schema 2020-12 that the page reads. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly 'x-extensible-enum'?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
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

/** The name of the component that a schema refers to. */
export const componentOf = ({ $ref }: Schema): string | undefined => $ref?.slice($ref.lastIndexOf('/') + 1);

const joined = (parts: readonly Markup[], by: string): Markup => ({
  markup: [...new Set(parts.map(({ markup }) => markup))].join(by),
});

/** A short type name, such as `string`, `array of object` or a link to a component. */
export function typeName(schema: Schema): Markup {
  const component = componentOf(schema);
  if (component !== undefined) return html`<a href="#schema-${component}">${component}</a>`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined || schema['x-extensible-enum'] !== undefined) return html`one of`;
  const choices = alternatives(schema);
  if (choices.length > 0) return joined(choices.map(typeName), ' or ');
  if (schema.allOf !== undefined) return joined(schema.allOf.map(typeName), ' and ');
  if (schema.items !== undefined) return html`array of ${typeName(schema.items)}`;
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.join(' or ');
  return html`${[type ?? 'anything', schema.format === undefined ? '' : `(${schema.format})`].filter(Boolean).join(' ')}`;
}

const between = (low: number | undefined, high: number | undefined, unit: string): string | undefined => {
  const shownHigh = high !== undefined && high < Number.MAX_SAFE_INTEGER ? high : undefined;
  const shownLow = low !== undefined && low > -Number.MAX_SAFE_INTEGER ? low : undefined;
  if (shownLow === undefined && shownHigh === undefined) return undefined;
  if (shownHigh === undefined) return `at least ${shownLow}${unit}`;
  return shownLow === undefined ? `at most ${shownHigh}${unit}` : `${shownLow} to ${shownHigh}${unit}`;
};

const listed = (values: readonly unknown[] | undefined): string | undefined =>
  values?.map((value) => JSON.stringify(value)).join(', ');

/** The constraints of a schema as short texts, such as `1 to 100 items`, and whether it is deprecated. */
export const limits = (schema: Schema): readonly string[] =>
  [
    listed(schema.enum),
    listed(schema['x-extensible-enum']),
    schema['x-extensible-enum'] === undefined ? undefined : 'later versions may add values',
    between(schema.minLength, schema.maxLength, ' characters'),
    between(schema.minimum, schema.maximum, ''),
    between(schema.minItems, schema.maxItems, ' items'),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.deprecated === true ? 'deprecated' : undefined,
  ].filter((limit): limit is string => limit !== undefined);
