import * as z from 'zod';
import { UNNAMED } from '@pos/contract/derive/wire-schema.ts';
import fc from 'fast-check';

/**
 * `present` values fit the schema. `newer` values are those of a registry that has grown: every object has one more
 * member, every enum one more value, every tagged union one more variant, and every text another form.
 */
export type Era = 'present' | 'newer';

export const NEWER = 'added-by-a-newer-registry';
const ADDED = { addedLater: [{ nested: NEWER }] };

/** Texts of every form that the contract has. */
const TEXTS: readonly string[] = [
  'did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW',
  '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  '2026-01-31T12:00:00.000Z',
  '2026-01-31',
  'https://agent.example/call',
  'e30.e30.e30~',
  'a'.repeat(64),
  '18446744073709551615',
  '1',
  'a-word',
  'Free text, with spaces.',
];
const NUMBERS: readonly number[] = [0, 1, 3, 0.5, 100, 10_000];

const typed = (schema: z.core.$ZodType): z.ZodType => schema as z.ZodType;

/** Samples that fit the schema, or texts of its pattern if none fits. */
function leaf(schema: z.ZodType, samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const fits = (value: unknown): boolean => schema.safeParse(value).success;
  const fitting = samples.filter(fits);
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  const { pattern } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', metadata: UNNAMED });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter(fits);
  throw new Error(`No sample fits a schema of type ${schema.type}: add one to testing/wire-values.ts.`);
}

function objects(def: z.core.$ZodObjectDef, era: Era, tag?: string): fc.Arbitrary<unknown> {
  const members = Object.entries(def.shape);
  const arbitraries = Object.fromEntries(
    // The tag of a variant keeps its value. Another value is another variant.
    members.map(([name, schema]) => [name, wireValues(typed(schema), name === tag ? 'present' : era)]),
  );
  const requiredKeys = members.flatMap(([name, { _zod }]) => (_zod.optin === undefined ? [name] : []));
  const declared = fc.record(arbitraries, { requiredKeys });
  return era === 'present' ? declared : declared.map((value) => ({ ...value, ...ADDED }));
}

function variants(def: z.core.$ZodDiscriminatedUnionDef, era: Era): fc.Arbitrary<unknown> {
  const listed = def.options.map((option) => {
    const inner = (option as z.core.$ZodTypes)._zod.def;
    return inner.type === 'object' ? objects(inner, era, def.discriminator) : wireValues(typed(option), era);
  });
  return fc.oneof(
    ...listed,
    ...(era === 'present' ? [] : [fc.constant({ [def.discriminator]: NEWER, of: 'another shape' })]),
  );
}

/**
 * Alternatives without a tag. Scalars may get another alternative. Objects and lists may not, because a reader could not
 * tell a new alternative from a known one.
 */
function alternatives({ options }: z.core.$ZodUnionDef, era: Era): fc.Arbitrary<unknown> {
  const listed = options.map((option) => wireValues(typed(option), era));
  const areScalars = options.every((option) => !['object', 'array', 'record'].includes(option._zod.def.type));
  return fc.oneof(...listed, ...(era === 'newer' && areScalars ? [fc.constant(ADDED)] : []));
}

function arrays(schema: z.ZodType, def: z.core.$ZodArrayDef, era: Era): fc.Arbitrary<unknown> {
  const { minItems = 0, maxItems = 3 } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    metadata: UNNAMED,
  });
  // A list of a newer registry is never empty, so that its items are read too.
  const minLength = Math.max(minItems, era === 'newer' ? 1 : 0);
  return fc.array(wireValues(typed(def.element), era), {
    minLength,
    maxLength: Math.max(minLength, Math.min(maxItems, 3)),
  });
}

/** A value of a JSON Schema, of the few kinds that the metadata of an unknown value has. */
function exampleOf(form: z.core.JSONSchema.JSONSchema): unknown {
  const [option] = form.anyOf ?? form.oneOf ?? [];
  if (option !== undefined) return exampleOf(option as z.core.JSONSchema.JSONSchema);
  if (form.enum !== undefined || form.const !== undefined) return form.const ?? form.enum?.[0];
  if (form.type === 'array') return Array.from({ length: form.minItems ?? 1 }, () => exampleOf(Object(form.items)));
  if (form.type !== 'object') return form.type === 'string' ? (TEXTS.find((text) => fits(text, form)) ?? '1') : null;
  const { properties = {}, required = [] } = form;
  return Object.fromEntries(required.map((name) => [name, exampleOf(Object(properties[name]))]));
}

const fits = (text: string, { pattern = '' }: z.core.JSONSchema.JSONSchema) => new RegExp(pattern).test(text);

/** A value that the contract does not read. Its metadata may describe it. */
function unknowns(schema: z.ZodType): fc.Arbitrary<unknown> {
  const form = (schema.meta() ?? {}) as z.core.JSONSchema.JSONSchema;
  return form.type === undefined && form.anyOf === undefined && form.oneOf === undefined
    ? fc.constantFrom<unknown>(null, { any: ['thing'] }, 'text')
    : fc.constant(exampleOf(form));
}

/** A codec of an amount or a time has the same text in every era, because another text would be another type. */
function coded(schema: z.ZodType, def: z.core.$ZodPipeDef, era: Era): fc.Arbitrary<unknown> {
  const inner = typed(def.in);
  return inner instanceof z.ZodString || inner instanceof z.ZodISODateTime || inner instanceof z.ZodPipe
    ? leaf(schema, TEXTS)
    : wireValues(inner, era);
}

/** Values on the wire of a schema of the contract. */
export function wireValues(schema: z.ZodType, era: Era): fc.Arbitrary<unknown> {
  const def = (schema as unknown as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'string':
      // A format such as uuid is a type in some languages. A registry may only widen its own patterns and lengths.
      return era === 'newer' && !('format' in def)
        ? fc.constant('A text of a form that only a newer registry has')
        : leaf(schema, TEXTS);
    case 'number':
      return era === 'newer' ? fc.constant(1_000_000.5) : leaf(schema, NUMBERS);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'unknown':
      return unknowns(schema);
    case 'literal':
      // A literal names a protocol or a variant. Another value is another protocol or another variant.
      return fc.constantFrom<unknown>(...def.values);
    case 'enum':
      return fc.constantFrom<unknown>(...Object.values(def.entries), ...(era === 'newer' ? [NEWER] : []));
    case 'object':
      return objects(def, era);
    case 'array':
      return arrays(schema, def, era);
    case 'record':
      return fc.dictionary(fc.constantFrom('first', 'second.name'), wireValues(typed(def.valueType), era));
    case 'union':
      return 'discriminator' in def ? variants(def as z.core.$ZodDiscriminatedUnionDef, era) : alternatives(def, era);
    case 'pipe':
      return coded(schema, def, era);
    case 'nullable':
      return fc.option(wireValues(typed(def.innerType), era), { nil: null });
    case 'optional':
    case 'nonoptional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return wireValues(typed(def.innerType), era);
    default:
      throw new Error(`No values of a schema of type ${def.type} yet: add them to testing/wire-values.ts.`);
  }
}
