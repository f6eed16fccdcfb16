import { UNNAMED } from '@pos/contract/derive/wire-schema.ts';
import * as z from 'zod';

/** A JSON Schema draft 4, limited to keywords that mean the same to API Gateway's validator as in the contract. */
export type BodyModel = { readonly [keyword: string]: unknown };

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The model by which API Gateway validates a body before it invokes a function. It never refuses a body that the
 * function would accept. It therefore leaves out everything that the two validators treat differently: unions, flags
 * and look-around in patterns, undeclared fields, and values that are trimmed or coerced first. The function checks
 * these and names each invalid field.
 */
export function bodyModelOf(schema: z.ZodType): BodyModel {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-04',
    unrepresentable: 'any',
    metadata: UNNAMED,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'object' && jsonSchema.required)
        jsonSchema.required = reallyRequired(zodSchema._zod.def.shape, jsonSchema.required);
      if (readsOtherwise(zodSchema))
        for (const keyword of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[keyword];
    },
  });
  return weakened(json);
}

/** True for a schema whose JSON Schema would refuse values that parsing accepts. */
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

/**
 * The fields that parsing really requires. A field whose schema accepts `undefined`, because it catches or transforms
 * every value, is not required.
 */
const reallyRequired = (shape: Readonly<Record<string, z.core.$ZodType>>, names: readonly string[]): string[] =>
  names.filter((name) => {
    const field = shape[name];
    return field !== undefined && !z.safeParse(field, undefined).success;
  });

function flagsOf({ _zod: { def } }: { readonly _zod: { readonly def: object } }): string {
  return 'pattern' in def && def.pattern instanceof RegExp ? def.pattern.flags : '';
}

/** True for a pattern that means the same in JavaScript and in Java, the language of the validator. */
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
        // Draft 4 forbids an empty `required`.
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
        // JavaScript counts UTF-16 code units and JSON Schema counts characters. One character may be two units.
        ...(typeof minLength === 'number' ? { minLength: Math.ceil(minLength / 2) } : {}),
        ...keep('maxLength', maxLength),
        ...(portable(pattern) ? { pattern } : {}),
      };
    case 'boolean':
      return { type, ...keep('enum', schema['enum']) };
    default:
      // 1.0 is an integer in JavaScript but not for the validator.
      return { type: 'number', ...keep('minimum', minimum), ...keep('maximum', maximum) };
  }
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
