import type * as z from 'zod';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

const innerOf = (schema: z.core.$ZodType): z.core.$ZodType => {
  const { def } = (schema as z.ZodType)._zod;
  if ('innerType' in def) return innerOf(def.innerType as z.core.$ZodType);
  return def.type === 'pipe' && 'in' in def ? innerOf(def.in as z.core.$ZodType) : schema;
};

const readsNumber = (schema: z.core.$ZodType): boolean => innerOf(schema)._zod.def.type === 'number';

/**
 * Names of the path or query parameters that are numbers, but whose text is not a number in decimal digits. A schema that
 * coerces its input also reads spaces, line breaks, hexadecimal and exponents, and an empty text as 0.
 */
export const numbersInOtherText = (schema: z.ZodType, sent: unknown): readonly string[] =>
  'shape' in schema
    ? Object.entries(schema.shape as z.core.$ZodShape).flatMap(([name, member]) => {
        const text = (sent as Readonly<Record<string, unknown>>)[name];
        return typeof text === 'string' && readsNumber(member) && !DECIMAL.test(text) ? [name] : [];
      })
    : [];
