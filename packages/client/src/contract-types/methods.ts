import type { EventDeclaration, PublicDetailOf } from '@pos/contract/event.ts';
import type { StatusOf } from '@pos/contract/reply.ts';
import type { ProblemCodeOf, RouteDeclaration } from '@pos/contract/route.ts';
import type { CallOptions, ListenOptions } from '../call-options.ts';
import type { MethodName } from '../domain/method-name.ts';
import type { KnownEvent, UnknownEvent, UnreadableEvent } from '../feed-event.ts';
import type { ItemOf } from '../pages.ts';
import type { Refused, Success } from '../result.ts';
import type { AnswerOf, BodyOf } from './answer.ts';
import type { ArgumentsFor, RequestFor } from './request.ts';
import type * as z from 'zod';

type Routes = Readonly<Record<string, RouteDeclaration>>;

type SuccessOf<R extends RouteDeclaration> = {
  readonly [Status in StatusOf<R>]: Success<Status, BodyOf<R['responses'][Status]>>;
}[StatusOf<R>];

/** Codes that the gateway returns if the registry is older or newer than this client. */
type GatewayCode = 'route-unknown' | 'method-not-allowed';

type CallResult<R extends RouteDeclaration> = SuccessOf<R> | Refused<ProblemCodeOf<R> | GatewayCode>;

type ContentTypeOf<Responses> = {
  [S in keyof Responses]: Responses[S] extends { readonly contentType: infer Type } ? Type : never;
}[keyof Responses];

type IsStream<R extends RouteDeclaration> = 'text/event-stream' extends ContentTypeOf<R['responses']> ? true : false;

type Call<R extends RouteDeclaration> = (
  ...request: ArgumentsFor<RequestFor<R> & CallOptions>
) => Promise<CallResult<R>>;

interface Paged<R extends RouteDeclaration> {
  each(...request: ArgumentsFor<RequestFor<R> & CallOptions>): AsyncIterable<ItemOf<SuccessOf<R>['value']>>;
}

/** A route as a method: a call, a call with pages, or a feed. */
type MethodOf<R extends RouteDeclaration, Event> =
  IsStream<R> extends true
    ? (...request: ArgumentsFor<RequestFor<R> & ListenOptions>) => AsyncIterable<Event>
    : R extends {
          readonly query: { readonly shape: { readonly cursor: unknown } };
          readonly responses: { readonly 200: z.ZodType };
        }
      ? Call<R> & Paged<R>
      : Call<R>;

export type ClientOf<All extends Routes, Event> = {
  readonly [Id in keyof All & string as MethodName<Id>]: MethodOf<All[Id], Event>;
};

/** The fields that the feed sends. */
type PublicFields<E extends EventDeclaration> = Pick<
  AnswerOf<E['detail']>,
  keyof PublicDetailOf<E> & keyof AnswerOf<E['detail']>
>;

/** Every event of a contract, and the two kinds of messages that a client of an older release receives. */
export type EventOf<E extends EventDeclaration> =
  | (E extends EventDeclaration ? KnownEvent<`${E['name']}.v${E['version']}`, PublicFields<E>> : never)
  | UnknownEvent
  | UnreadableEvent;
