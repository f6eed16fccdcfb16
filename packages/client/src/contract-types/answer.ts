import type { RawResponse } from '@pos/contract/route.ts';
import type * as z from 'zod';
import type { Unlisted } from '../feed-event.ts';
import type { Open } from '../refusal.ts';

type AnySchema = z.core.$ZodType;
type Shape = Readonly<Record<string, AnySchema>>;

/** A scalar without its brand, because the client reads values that a newer registry permits. A bigint keeps its brand. */
type Plain<Value> = Value extends string
  ? string
  : Value extends number
    ? number
    : Value extends boolean
      ? boolean
      : Value;

/** The listed values, and any other text or number. */
type Listed<Value> = Value extends string ? Open<Value> : Value extends number ? number : Value;

type Optional = { readonly _zod: { readonly optout: 'optional' } };

/** The members of an object. In a variant of a tagged union the tag keeps its exact values. */
type Members<S extends Shape, Tag extends string = never> = {
  readonly [Name in keyof S as S[Name] extends Optional ? never : Name]: Name extends Tag
    ? z.output<S[Name]>
    : AnswerOf<S[Name]>;
} & {
  readonly [Name in keyof S as S[Name] extends Optional ? Name : never]?: AnswerOf<S[Name]> | undefined;
};

type Flat<Value> = { readonly [Name in keyof Value]: Value[Name] };

/** The listed variants, and one for all others, whose tag is a text that is not listed. */
type Variants<Options extends readonly unknown[], Tag extends string> =
  | {
      [Index in keyof Options]: Options[Index] extends z.core.$ZodObject<infer S> ? Flat<Members<S, Tag>> : never;
    }[number]
  | ({ readonly [Name in Tag]: Unlisted } & { readonly [member: string]: unknown });

type Wrapped<S> = S extends { readonly _zod: { readonly def: { readonly innerType: infer Inner extends AnySchema } } }
  ? Inner
  : never;

/**
 * The values that the client reads for a schema of an answer. Values, variants and texts that are not listed are
 * permitted, because a newer registry may send them.
 */
export type AnswerOf<S extends AnySchema> =
  S extends z.ZodDiscriminatedUnion<infer Options, infer Tag>
    ? Variants<Options, Tag>
    : S extends z.core.$ZodUnion<infer Options>
      ? { [Index in keyof Options]: Options[Index] extends AnySchema ? AnswerOf<Options[Index]> : never }[number]
      : S extends z.core.$ZodObject<infer Members_>
        ? Flat<Members<Members_>>
        : S extends z.core.$ZodArray<infer Item extends AnySchema>
          ? readonly AnswerOf<Item>[]
          : S extends z.core.$ZodRecord<z.core.$ZodRecordKey, infer Value extends AnySchema>
            ? Readonly<Record<string, AnswerOf<Value>>>
            : S extends z.core.$ZodNullable
              ? AnswerOf<Wrapped<S>> | null
              : S extends z.core.$ZodOptional | z.core.$ZodDefault | z.core.$ZodReadonly
                ? AnswerOf<Wrapped<S>>
                : S extends z.core.$ZodEnum | z.core.$ZodLiteral
                  ? Listed<z.output<S>>
                  : Plain<z.output<S>>;

/** The body of a success. An answer that is not JSON is text. */
export type BodyOf<Response> = Response extends RawResponse
  ? string
  : Response extends AnySchema
    ? AnswerOf<Response>
    : never;
