import * as z from 'zod';

/** JSON Schema draft 4 in the part of it that API Gateway's validator takes without surprises. */
export type BodyModel = { readonly [keyword: string]: unknown };

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What the gateway checks of a body before it costs a function: never more than the function would. Everything that the
 * two read differently is left out – unions, flags and look-around of patterns, fields beside the declared ones, values
 * that are trimmed or coerced first – and stays the function's, whose answer names each field.
 */
export function bodyModelOf(schema: z.ZodType): BodyModel {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-04',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'object' && jsonSchema.required)
        jsonSchema.required = reallyRequired(zodSchema._zod.def.shape, jsonSchema.required);
      if (readsOtherwise(zodSchema))
        for (const keyword of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[keyword];
    },
  });
  return weakened(json);
}

/** True where the declared JSON Schema would refuse what parsing accepts. */
function readsOtherwise(schema: z.core.$ZodType): boolean {
  const { type, checks = [] } = schema._zod.def;
  const changedFirst = 'in' in schema._zod.def && (schema._zod.def.in as z.core.$ZodType)._zod.def.type === 'transform';
  const takesAnything = type === 'unknown' || type === 'any' || type === 'catch' || type === 'custom';
  return (
    takesAnything ||
    changedFirst ||
    'coerce' in schema._zod.def ||
    checks.some((check) => check._zod.def.check === 'overwrite' || flagsOf(check) !== '') ||
    flagsOf(schema) !== ''
  );
}

/** Fields that may be left out after all: what catches or changes every value takes none, too. */
const reallyRequired = (shape: Readonly<Record<string, z.core.$ZodType>>, names: readonly string[]): string[] =>
  names.filter((name) => {
    const field = shape[name];
    return field !== undefined && !z.safeParse(field, undefined).success;
  });

function flagsOf({ _zod: { def } }: { readonly _zod: { readonly def: object } }): string {
  return 'pattern' in def && def.pattern instanceof RegExp ? def.pattern.flags : '';
}

/** Syntax that Java, in which the validator is written, and JavaScript read alike. */
const portable = (pattern: unknown): boolean =>
  typeof pattern === 'string' && !/\(\?(?!:)|\\[^dDwWsSnrt.\\/^$|?*+()[\]{}-]/.test(pattern);

const types = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'object', 'array']);

function weakened(schema: JsonSchema): JsonSchema {
  const { type, properties, required, items, pattern, minLength, maxLength, minItems, maxItems, minimum, maximum } =
    schema;
  if (!types.has(type)) return {};
  const keep = (keyword: string, value: unknown): JsonSchema => (value === undefined ? {} : { [keyword]: value });
  switch (type) {
    case 'object':
      return {
        type,
        ...(isSchema(properties)
          ? {
              properties: Object.fromEntries(
                Object.entries(properties).map(([name, each]) => [name, isSchema(each) ? weakened(each) : {}]),
              ),
            }
          : {}),
        // Draft 4 does not know an empty list of required fields.
        ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
      };
    case 'array':
      return {
        type,
        ...keep('minItems', minItems),
        ...keep('maxItems', maxItems),
        ...(isSchema(items) ? { items: weakened(items) } : {}),
      };
    case 'string':
      return {
        type,
        ...keep('enum', schema['enum']),
        // JavaScript counts UTF-16 units, JSON Schema characters, of which one may be two units.
        ...(typeof minLength === 'number' ? { minLength: Math.ceil(minLength / 2) } : {}),
        ...keep('maxLength', maxLength),
        ...(portable(pattern) ? { pattern } : {}),
      };
    case 'boolean':
      return { type, ...keep('enum', schema['enum']) };
    default:
      // 1.0 is an integer to JavaScript and none to the validator.
      return { type: 'number', ...keep('minimum', minimum), ...keep('maximum', maximum) };
  }
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
