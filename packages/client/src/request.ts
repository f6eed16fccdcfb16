import type { RouteDeclaration } from '@pos/contract/route.ts';
import type * as z from 'zod';
import type { Scalar } from './domain/build-url.ts';

/** What a schema that coerces text takes here: the value itself. */
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

/** Parameters of a path, a query or headers, which are all text on the wire. */
type TextPart<Schema extends z.ZodObject> = {
  [Name in keyof z.input<Schema>]:
    | Written<z.input<Schema>[Name], Name extends keyof z.output<Schema> ? z.output<Schema>[Name] : never>
    | ({} extends Pick<z.input<Schema>, Name> ? undefined : never);
};

/** A part may be left out where the schema takes nothing for it. */
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
/** A body is JSON as it goes over the wire: amounts are decimal strings there. */
type BodyPart<R extends RouteDeclaration> = R extends { readonly body: infer S extends z.ZodType }
  ? Part<'body', z.input<S>>
  : unknown;

export interface CallOptions {
  /** Gives up at once, with the signal's reason thrown. */
  readonly signal?: AbortSignal | undefined;
  /** The caller's own key of a write, where the same write may come from another process; left out, one is made. */
  readonly idempotencyKey?: string | undefined;
}

/** What listening takes beside the route's own parts. */
export interface ListenOptions extends Pick<CallOptions, 'signal'> {
  /** Told each time the registry has let the listener in: from the first time on nothing is missed. */
  readonly onOpen?: (() => void) | undefined;
}

/** Everything that a call of the route takes. */
export type RequestFor<R extends RouteDeclaration> = ParamsPart<R> & QueryPart<R> & HeadersPart<R> & BodyPart<R>;

/** The same where its types no longer matter. */
export interface AnyRequest extends CallOptions, ListenOptions {
  readonly params?: Readonly<Record<string, Scalar | undefined>>;
  readonly query?: Readonly<Record<string, Scalar | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** The argument itself may be left out where nothing in it must be there. */
export type ArgumentsFor<Request> = {} extends Request ? [request?: Request] : [request: Request];
