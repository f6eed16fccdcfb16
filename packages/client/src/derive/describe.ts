import { deprecationText, type Deprecation } from '@pos/contract/deprecation.ts';
import * as z from 'zod';

/** Notes of a member for its readers. */
interface Notes {
  readonly description?: string | undefined;
  /** Dates and successor of a member that will be removed. */
  readonly deprecated?: string | undefined;
}

export interface Member extends Notes {
  readonly optional: boolean;
  readonly of: Described;
}

/**
 * A Zod schema as data: the form that a caller writes or reads. Both the table that decodes answers and the published
 * types are made from it.
 */
export type Described = Form & {
  /** Name of a schema that several routes use: the `id` of its metadata. */
  readonly name?: string;
};

type Form =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'bigint' | 'date' | 'null' | 'unknown' }
  /** `tag` is true for the values that tell a variant from the others. */
  | { readonly kind: 'values'; readonly values: readonly (string | number | boolean | null)[]; readonly tag?: true }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Member>>; readonly loose: boolean }
  | { readonly kind: 'array' | 'record' | 'nullable'; readonly of: Described }
  | { readonly kind: 'union'; readonly options: readonly Described[] }
  | { readonly kind: 'variants'; readonly tag: string; readonly variants: Readonly<Record<string, Described>> };

/** `answer` describes decoded values that a caller reads; `request` describes values that a caller may write. */
export type Side = 'answer' | 'request';

/** A sample text for each codec whose value is not text. The codec that accepts it decodes to the type beside it. */
const PROBES = [
  ['1', 'bigint'],
  ['2026-01-31T12:00:00.000Z', 'date'],
] as const;

function decodesTo(schema: z.ZodType): 'bigint' | 'date' | undefined {
  for (const [text, kind] of PROBES) {
    const probed = schema.safeParse(text);
    if (!probed.success) continue;
    if (kind === 'bigint' ? typeof probed.data === 'bigint' : probed.data instanceof Date) return kind;
  }
  return undefined;
}

const typed = (schema: z.core.$ZodType): z.ZodType => schema as z.ZodType;

/** True if the member may be missing on this side. A member with a default is always present in an answer. */
const isOptional = ({ _zod: { optin, optout } }: z.core.$ZodType, side: Side): boolean =>
  side === 'request' ? optin === 'optional' || optin === 'defaulted' : optout === 'optional';

const notesOf = (schema: z.ZodType): Notes => {
  const meta = schema.meta();
  if (meta === undefined) return inherited(schema);
  const { description, deprecation } = meta as { readonly description?: string; readonly deprecation?: Deprecation };
  return { description, deprecated: deprecation === undefined ? undefined : deprecationText(deprecation) };
};

/** An optional or nullable schema has the notes of the schema that it wraps. */
function inherited(schema: z.ZodType): Notes {
  const def = (schema as unknown as z.core.$ZodTypes)._zod.def;
  return 'innerType' in def ? notesOf(typed(def.innerType)) : {};
}

function describeObject(def: z.core.$ZodObjectDef, side: Side): Described {
  const members = Object.entries(def.shape).map(([name, schema]) => [
    name,
    { optional: isOptional(schema, side), of: describe(typed(schema), side), ...notesOf(typed(schema)) },
  ]);
  const loose = def.catchall !== undefined && def.catchall._zod.def.type !== 'never';
  return { kind: 'object', members: Object.fromEntries(members), loose };
}

/** Variants of a tagged union by the tag's values. A nested tagged union keeps its own tag. */
function describeVariants(def: z.core.$ZodDiscriminatedUnionDef, side: Side): Described {
  const variants: [string, Described][] = def.options.flatMap((option) => {
    const described = describe(typed(option), side);
    const tag = described.kind === 'object' ? described.members[def.discriminator]?.of : undefined;
    if (described.kind !== 'object' || tag?.kind !== 'values')
      throw new Error(`A variant has no literal "${def.discriminator}": give each variant of the union one.`);
    const members = {
      ...described.members,
      [def.discriminator]: { optional: false, of: { ...tag, tag: true as const } },
    };
    return tag.values.map((value): [string, Described] => [String(value), { ...described, members }]);
  });
  return { kind: 'variants', tag: def.discriminator, variants: Object.fromEntries(variants) };
}

function describeUnion(def: z.core.$ZodUnionDef, side: Side): Described {
  if ('discriminator' in def) return describeVariants(def as z.core.$ZodDiscriminatedUnionDef, side);
  return { kind: 'union', options: def.options.map((option) => describe(typed(option), side)) };
}

function describePipe(schema: z.ZodType, def: z.core.$ZodPipeDef, side: Side): Described {
  const decoded = decodesTo(schema);
  if (decoded !== undefined) return { kind: decoded };
  return describe(typed(side === 'request' ? def.in : def.out), side);
}

/** Describes a schema of the contract. Throws for a kind of schema that has no description yet. */
export function describe(schema: z.ZodType, side: Side): Described {
  const form = formOf(schema, side);
  const id = schema.meta()?.id;
  return id === undefined ? form : { ...form, name: id };
}

/**
 * A part of a request that the handler parses itself. Its metadata is a JSON Schema, from which callers know what to
 * write.
 */
function describeMetadata(schema: z.ZodType): Form {
  const { id: _, example: __, ...form } = schema.meta() ?? {};
  const isDescribed = 'type' in form || 'anyOf' in form || 'oneOf' in form;
  return isDescribed
    ? describe(z.fromJSONSchema(form as z.core.JSONSchema.JSONSchema), 'request')
    : { kind: 'unknown' };
}

function formOf(schema: z.ZodType, side: Side): Form {
  const def = (schema as unknown as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'date':
    case 'null':
      return { kind: def.type };
    case 'unknown':
    case 'any':
      return side === 'request' ? describeMetadata(schema) : { kind: 'unknown' };
    case 'enum':
      return { kind: 'values', values: Object.values(def.entries) };
    case 'literal':
      return {
        kind: 'values',
        values: def.values.map((value) => (typeof value === 'bigint' ? `${value}` : (value ?? null))),
      };
    case 'object':
      return describeObject(def, side);
    case 'array':
      return { kind: 'array', of: describe(typed(def.element), side) };
    case 'record':
      return { kind: 'record', of: describe(typed(def.valueType), side) };
    case 'nullable':
      return { kind: 'nullable', of: describe(typed(def.innerType), side) };
    case 'union':
      return describeUnion(def, side);
    case 'pipe':
      return describePipe(schema, def, side);
    case 'optional':
    case 'nonoptional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return describe(typed(def.innerType), side);
    case 'lazy':
      return describe(typed(def.getter()), side);
    default:
      throw new Error(`The client cannot describe a schema of type ${def.type}: add it to derive/describe.ts.`);
  }
}
