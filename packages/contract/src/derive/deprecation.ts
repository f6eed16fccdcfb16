import type * as z from 'zod';
import { deprecationText, type Deprecation } from '../deprecation.ts';
import type { EventDeclaration } from '../event.ts';
import type { RoutePlace } from '../places.ts';

type JsonObject = Record<string, unknown>;

const sentences = (...texts: readonly (string | undefined)[]): string =>
  texts
    .filter((text) => text !== undefined && text !== '')
    .map((text) => (/[.!?]$/.test(text ?? '') ? text : `${text}.`))
    .join(' ');

/** `x-sunset` is the extension from which oasdiff and other tools read the date of removal. */
const marked = ({ sunset }: Deprecation) => ({ deprecated: true, 'x-sunset': sunset });

/**
 * Replaces the contract's metadata by the keywords of JSON Schema and a text. Pass it as `override` to
 * `z.toJSONSchema`.
 */
export function describeDeprecation({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const schema = jsonSchema as JsonObject;
  const { deprecation, deprecatedValues, description } = schema as {
    readonly deprecation?: Deprecation;
    readonly deprecatedValues?: Readonly<Record<string, Deprecation>>;
    readonly description?: string;
  };
  delete schema['deprecation'];
  delete schema['deprecatedValues'];
  const values = Object.entries(deprecatedValues ?? {});
  if (deprecation === undefined && values.length === 0) return;
  const texts = values.map(([value, each]) => `The value ${value}: ${deprecationText(each)}`);
  schema['description'] = sentences(
    description,
    deprecation === undefined ? undefined : deprecationText(deprecation),
    ...texts,
  );
  if (deprecation !== undefined) Object.assign(schema, marked(deprecation));
  if (values.length > 0)
    schema['x-deprecated-values'] = Object.fromEntries(values.map(([value, { sunset }]) => [value, sunset]));
}

/** The description and the deprecation of an OpenAPI operation. */
export function describedOperation({ method, description, deprecated, aliasOf }: RoutePlace): JsonObject {
  const alias =
    aliasOf === undefined ? undefined : `The same as ${method} ${aliasOf}, to which the answer links as canonical.`;
  const text = sentences(description, alias, deprecated === undefined ? undefined : deprecationText(deprecated));
  return {
    ...(text === '' ? {} : { description: text }),
    ...(aliasOf === undefined ? {} : { 'x-alias-of': aliasOf }),
    ...(deprecated === undefined ? {} : marked(deprecated)),
  };
}

/** OpenAPI marks a parameter in the parameter itself and not only in its schema. */
export const markedParameter = (schema: unknown): JsonObject =>
  (schema as JsonObject)['deprecated'] === true ? { deprecated: true } : {};

/** The description of an event in its JSON Schema, whose draft 4 has no keyword for a deprecation. */
export const describedEvent = ({ summary, deprecated }: EventDeclaration): string =>
  deprecated === undefined ? summary : sentences(summary, deprecationText(deprecated));
