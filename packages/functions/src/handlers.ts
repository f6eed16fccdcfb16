import type { ConsumerId } from '@pos/contract/consumers.ts';
import type { ROUTES, RouteId } from '@pos/contract/routes.ts';
import type { ConsumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { RouteLambda } from '@pos/runtime/route-lambda.ts';
import type { RouteStream } from '@pos/runtime/route-stream.ts';

type Load<Handler> = () => Promise<{ readonly handler: Handler }>;

/** Routes whose response lasts as long as the caller listens. A Lambda function cannot host them. */
export type StreamRouteId = {
  [Id in RouteId]: 'text/event-stream' extends ContentTypeOf<(typeof ROUTES)[Id]['responses']> ? Id : never;
}[RouteId];

type ContentTypeOf<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends { readonly contentType: infer Type } ? Type : never;
}[keyof Responses];

/** The implementation of every route. A map that misses a route, or holds another route's handler, does not compile. */
export type RouteHandlers = { readonly [Id in Exclude<RouteId, StreamRouteId>]: Load<RouteLambda<Id>> };

export type StreamHandlers = { readonly [Id in StreamRouteId]: Load<RouteStream<Id>> };

export type ConsumerHandlers = { readonly [Id in ConsumerId]: Load<ConsumerLambda<Id>> };
