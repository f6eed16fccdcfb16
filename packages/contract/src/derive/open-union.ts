import type { JsonObject } from './wire-schema.ts';

type Resolve = (schema: JsonObject) => JsonObject;

/** The member whose constant tells the variants of a union apart, with the constant of each variant. */
interface Discriminator {
  readonly member: string;
  readonly values: readonly string[];
}

const constantsOf = (variant: JsonObject): readonly (readonly [string, string])[] =>
  Object.entries((variant['properties'] ?? {}) as Record<string, JsonObject>).flatMap(([name, property]) =>
    typeof property['const'] === 'string' ? [[name, property['const']] as const] : [],
  );

/** Finds the discriminator of a union of objects, or `undefined` if the union has none. */
export function discriminatorOf(variants: readonly JsonObject[], resolve: Resolve): Discriminator | undefined {
  const constants = variants.map((variant) => new Map(constantsOf(resolve(variant))));
  const [first] = constants;
  if (first === undefined || variants.length < 2) return undefined;
  for (const member of first.keys()) {
    const values = constants.flatMap((each) => each.get(member) ?? []);
    if (new Set(values).size === variants.length) return { member, values };
  }
  return undefined;
}

const refTo = (part: string): JsonObject => ({ $ref: `#/components/schemas/${part}` });

const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/**
 * Splits a named union of an answer into one component for each variant and one for the variants that later versions
 * may add, so that generated clients accept them. Returns the schema unchanged if it is no union with a discriminator.
 */
export function openUnion(name: string, schema: JsonObject, resolve: Resolve): ReadonlyMap<string, JsonObject> {
  const { oneOf, anyOf, ...rest } = schema;
  const variants = (oneOf ?? anyOf) as readonly JsonObject[] | undefined;
  const discriminator = Array.isArray(variants) ? discriminatorOf(variants, resolve) : undefined;
  if (variants === undefined || discriminator === undefined) return new Map([[name, schema]]);
  const { member, values } = discriminator;
  const parts = new Map<string, JsonObject>();
  const refs = variants.map((variant, index) => {
    if (typeof variant['$ref'] === 'string') return variant;
    const part = `${name}${pascal(values[index] ?? '')}`;
    parts.set(part, { description: `The variant whose \`${member}\` is "${values[index]}".`, ...variant });
    return refTo(part);
  });
  parts.set(`${name}Other`, {
    type: 'object',
    description: `A variant that a later version of the registry adds. Its \`${member}\` is none of the values of the other variants.`,
    properties: { [member]: { type: 'string' } },
    required: [member],
  });
  return new Map([[name, { ...rest, anyOf: [...refs, refTo(`${name}Other`)] }], ...parts]);
}
