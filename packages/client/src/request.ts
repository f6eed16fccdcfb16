import type { RouteDeclaration } from '@pos/contract/route.ts';
import type * as z from 'zod';
import type { Scalar } from './domain/build-url.ts';

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
  : NonNullable<Out> extends bigint | Date
    ? In | NonNullable<Out>
    : In;

/** Parameters of a path, a query or headers, which are text on the wire. */
type TextPart<Schema extends z.ZodObject> = {
  [Name in keyof z.input<Schema>]:
    | Written<z.input<Schema>[Name], Name extends keyof z.output<Schema> ? z.output<Schema>[Name] : never>
    | ({} extends Pick<z.input<Schema>, Name> ? undefined : never);
};

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
/** A body has the type of the JSON on the wire, in which amounts are decimal strings. */
type BodyPart<R extends RouteDeclaration> = R extends { readonly body: infer S extends z.ZodType }
  ? Part<'body', z.input<S>>
  : unknown;

export interface CallOptions {
  /** Aborts the call. It then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Idempotency key of a write. Set it if another process may repeat the write. Default: a new key. */
  readonly idempotencyKey?: string | undefined;
}

/** Options of a feed in addition to the route's parameters. */
export interface ListenOptions extends Pick<CallOptions, 'signal'> {
  /** Called each time the registry accepts the listener. The feed delivers every event from the first call on. */
  readonly onOpen?: (() => void) | undefined;
}

/** All arguments of a call of the route. */
export type RequestFor<R extends RouteDeclaration> = ParamsPart<R> & QueryPart<R> & HeadersPart<R> & BodyPart<R>;

/** A request without the types of a particular route. */
export interface AnyRequest extends CallOptions, ListenOptions {
  readonly params?: Readonly<Record<string, Scalar | undefined>>;
  readonly query?: Readonly<Record<string, Scalar | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Parameter list of a call. The argument may be omitted if all its members are optional. */
export type ArgumentsFor<Request> = {} extends Request ? [request?: Request] : [request: Request];
