import type * as z from 'zod';

/**
 * Who may read a field, from the widest audience to the narrowest. `subject` is the agent that the field is about and
 * the payer that it concerns. `operator` is the registry itself: its database, its bus and its consumers. See
 * docs/adr/0111-declare-who-may-read-a-field.md.
 */
export type Visibility = 'public' | 'subject' | 'operator';

declare module 'zod' {
  interface GlobalMeta {
    /** Default `public`. */
    readonly visibility?: Visibility;
  }
}

declare const WITHHELD: unique symbol;

/** A field that public answers and the feed leave out. The mark lets types leave the field out as well. */
export type Withheld<Schema> = Schema & { readonly [WITHHELD]: true };

/** Declares a field that only its subjects may read. */
export const forSubjects = <Schema extends z.ZodType>(schema: Schema): Withheld<Schema> =>
  schema.meta({ visibility: 'subject' }) as Withheld<Schema>;

/** Declares a field that never leaves the registry. */
export const forOperators = <Schema extends z.ZodType>(schema: Schema): Withheld<Schema> =>
  schema.meta({ visibility: 'operator' }) as Withheld<Schema>;

/** The declared audience of a field. The declaration may be inside `optional`, `nullable` and other wrappers. */
export function visibilityOf(schema: z.ZodType): Visibility {
  const declared = schema.meta()?.visibility;
  if (declared !== undefined) return declared;
  const { innerType } = schema.def as { readonly innerType?: z.ZodType };
  return innerType === undefined ? 'public' : visibilityOf(innerType);
}

type WithheldKeys<Shape> = {
  [Name in keyof Shape]: Shape[Name] extends { readonly [WITHHELD]: true } ? Name : never;
}[keyof Shape];

/** The public fields of an object, as its schema decodes them. */
export type PublicOutput<Schema extends z.ZodObject> = Omit<z.output<Schema>, WithheldKeys<Schema['shape']>>;

/** The schema of an object without the fields that are not public. */
export function publicFields<Schema extends z.ZodObject>(schema: Schema): z.ZodObject {
  const withheld = Object.entries<z.ZodType>(schema.shape).filter(([, field]) => visibilityOf(field) !== 'public');
  const names = Object.fromEntries(withheld.map(([name]) => [name, true as const]));
  return withheld.length === 0 ? schema : (schema as z.ZodObject).omit(names as Record<never, never>);
}
