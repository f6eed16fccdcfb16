import type { RouteDeclaration } from '@pos/contract/route.ts';
import type * as z from 'zod';
import type { Scalar } from './domain/build-url.ts';

/** The type of a value in place of the text that its schema decodes. */
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

/** A part of a request, which may be omitted where its schema allows an empty one. */
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
/** A body is JSON as it is sent: amounts are decimal strings in it. */
type BodyPart<R extends RouteDeclaration> = R extends { readonly body: infer S extends z.ZodType }
  ? Part<'body', z.input<S>>
  : unknown;

export interface CallOptions {
  /** Aborts the call. It then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The caller's own key of a write, for a write that another process may repeat. Default: a new key. */
  readonly idempotencyKey?: string | undefined;
}

/** Options of a feed beside the route's own parameters. */
export interface ListenOptions extends Pick<CallOptions, 'signal'> {
  /** Called each time the registry accepts the listener. No event is missed after the first call. */
  readonly onOpen?: (() => void) | undefined;
}

/** All arguments of a call of the route. */
export type RequestFor<R extends RouteDeclaration> = ParamsPart<R> & QueryPart<R> & HeadersPart<R> & BodyPart<R>;

/** The same without the types of a route. */
export interface AnyRequest extends CallOptions, ListenOptions {
  readonly params?: Readonly<Record<string, Scalar | undefined>>;
  readonly query?: Readonly<Record<string, Scalar | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** The argument may be omitted where all its members are optional. */
export type ArgumentsFor<Request> = {} extends Request ? [request?: Request] : [request: Request];
