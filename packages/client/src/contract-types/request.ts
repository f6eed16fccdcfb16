import type { RouteDeclaration } from '@pos/contract/route.ts';
import type * as z from 'zod';

type AnySchema = z.core.$ZodType;
type Shape = Readonly<Record<string, AnySchema>>;

/** Type of a decoded value that callers pass instead of its text on the wire. */
type Plain<Value> = Value extends bigint
  ? string | bigint
  : Value extends Date
    ? string | Date
    : Value extends number
      ? number
      : Value extends boolean
        ? boolean
        : string;

type Written<In, Out> = unknown extends In
  ? Plain<NonNullable<Out>>
  : NonNullable<Out> extends bigint
    ? In | bigint
    : NonNullable<Out> extends Date
      ? In | Date
      : In;

/** Parameters of a path, a query or headers, which are text on the wire. */
type TextPart<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.input<Schema>]:
    | Written<z.input<Schema>[Name], Name extends keyof z.output<Schema> ? z.output<Schema>[Name] : never>
    | ({} extends Pick<z.input<Schema>, Name> ? undefined : never);
};

type MayBeOmitted = { readonly _zod: { readonly optin: 'optional' | 'defaulted' } };

type Members<S extends Shape> = {
  readonly [Name in keyof S as S[Name] extends MayBeOmitted ? never : Name]: Sent<S[Name]>;
} & {
  readonly [Name in keyof S as S[Name] extends MayBeOmitted ? Name : never]?: Sent<S[Name]> | undefined;
};

type Inner<S> = S extends { readonly _zod: { readonly def: { readonly innerType: infer Each extends AnySchema } } }
  ? Each
  : never;

/**
 * A body that callers write: the JSON on the wire, where an amount may be a bigint and a time a Date. It
 * permits the same values as the contract.
 */
type Sent<S extends AnySchema> =
  S extends z.core.$ZodObject<infer Each, infer Config>
    ? { readonly [Name in keyof Members<Each>]: Members<Each>[Name] } & Config['in']
    : S extends z.core.$ZodUnion<infer Options>
      ? { [Index in keyof Options]: Options[Index] extends AnySchema ? Sent<Options[Index]> : never }[number]
      : S extends z.core.$ZodArray<infer Item extends AnySchema>
        ? readonly Sent<Item>[]
        : S extends z.core.$ZodNullable
          ? Sent<Inner<S>> | null
          : S extends z.core.$ZodOptional | z.core.$ZodDefault | z.core.$ZodReadonly
            ? Sent<Inner<S>>
            : z.output<S> extends bigint
              ? z.input<S> | bigint
              : z.output<S> extends Date
                ? z.input<S> | Date
                : Frozen<z.input<S>>;

/** A value that the caller keeps. The client does not change it. */
type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Frozen<Value[Name]> }
    : Value;

/** A part of a request. It may be omitted if its schema accepts an empty object. */
type Part<Name extends string, Value> = {} extends Value
  ? { readonly [N in Name]?: Value | undefined }
  : { readonly [N in Name]: Value };

type ParamsPart<R extends RouteDeclaration> = R extends { readonly params: infer S extends z.ZodObject }
  ? Part<'params', TextPart<S>>
  : unknown;
type QueryPart<R extends RouteDeclaration> = R extends { readonly query: infer S extends z.ZodObject }
  ? Part<'query', TextPart<S>>
  : unknown;
type HeadersPart<R extends RouteDeclaration> = R extends { readonly headers: infer S extends z.ZodObject }
  ? Part<'headers', TextPart<S>>
  : unknown;
type BodyPart<R extends RouteDeclaration> = R extends { readonly body: infer S extends z.ZodType }
  ? Part<'body', Sent<S>>
  : unknown;

/** All arguments of a call of the route. */
export type RequestFor<R extends RouteDeclaration> = ParamsPart<R> & QueryPart<R> & HeadersPart<R> & BodyPart<R>;

/** Parameter list of a call. The argument may be omitted if all its members are optional. */
export type ArgumentsFor<Request> = {} extends Request ? [request?: Request | undefined] : [request: Request];
