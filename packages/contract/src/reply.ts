import type { ProblemCode, Problem } from './problem.ts';
import type { Scope } from '@pos/vocabulary/scope.ts';
import type * as z from 'zod';
import type { RawResponse, RouteDeclaration } from './route.ts';

/** The client that called, from the claims that the gateway's authorizer verified. */
export interface Caller {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

type PartOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/**
 * A request that matches the route's schemas. `caller` is set if and only if the route requires a scope, and
 * `requestHash` if and only if the route uses a challenge.
 */
export type RequestOf<R extends RouteDeclaration> = PartsOf<R> &
  (R extends { readonly challenge: string } ? { readonly requestHash: string } : unknown);

interface PartsOf<R extends RouteDeclaration> {
  readonly params: PartOf<R['params']>;
  readonly query: PartOf<R['query']>;
  readonly headers: PartOf<R['headers']>;
  readonly body: PartOf<R['body']>;
  readonly caller: R['access'] extends { readonly scope: Scope } ? Caller : undefined;
  readonly requestId: string;
  /** The response must be sent before this time. */
  readonly deadline: Date;
}

export type BodyOf<Response> = Response extends z.ZodType
  ? z.output<Response>
  : Response extends RawResponse
    ? string
    : never;

export type StatusOf<R extends RouteDeclaration> = keyof R['responses'] & number;

export type Headers = Readonly<Record<string, string>>;

/** A reply with one of the declared statuses of the route and the body declared for that status. */
export type SuccessOf<R extends RouteDeclaration> = {
  readonly [Status in StatusOf<R>]: {
    readonly kind: 'reply';
    readonly status: Status;
    readonly body: BodyOf<R['responses'][Status]>;
    readonly headers: Headers;
    /** The same content as an HTML page. Only a route that declares `page` may have it. */
    readonly page?: () => string;
  };
}[StatusOf<R>];

export type RefusalOf<Code extends ProblemCode> = { readonly kind: 'refusal'; readonly problem: Problem<Code> };

export type ReplyOf<R extends RouteDeclaration> = SuccessOf<R> | RefusalOf<R['problems'][number]>;

/** The implementation of a route. */
export type HandlerOf<R extends RouteDeclaration> = (request: RequestOf<R>) => Promise<ReplyOf<R>>;

export const reply = <const Status extends number, Body>(status: Status, body: Body, headers: Headers = {}) =>
  ({ kind: 'reply', status, body, headers }) as const;

export const refuse = <const Code extends ProblemCode>(
  code: Code,
  more: Omit<Problem, 'code'> = {},
): RefusalOf<Code> => ({ kind: 'refusal', problem: { code, ...more } });
