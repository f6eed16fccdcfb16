import middy from '@middy/core';
import type { HandlerOf } from '@pos/contract/reply.ts';
import { bodyTypeOf, type RouteDeclaration } from '@pos/contract/route.ts';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { onceReady, variables } from './composition-root.ts';
import type { DependenciesOf } from './dependencies.ts';
import { callerOf } from './http/caller.ts';
import { withFirstAnswer } from './http/answer-once.ts';
import { canonicalRequests, type CanonicalRequest } from './http/canonical-request.ts';
import { deprecationHeadersOf } from './http/deprecation.ts';
import { unsupportedCondition } from './http/unsupported-condition.ts';
import { idempotently, requestHash } from './http/idempotency.ts';
import { problemOf, RefusedRequest } from './http/problem-of.ts';
import { lowerCaseHeaders, readRequest } from './http/read-request.ts';
import {
  gatewayResult,
  notModified,
  problemResponse,
  successResponse,
  withHeaders,
  type HttpResponse,
} from './http/response.ts';
import { telemetryOf } from './telemetry.ts';

/** The Lambda function of one route. Its id in the type keeps a table from listing it under another route. */
export interface RouteLambda<Id extends string = string> {
  (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult>;
  readonly routeId: Id;
}

/** A request that is still running 500 ms before the function's timeout is answered with 504. */
const HEADROOM_MS = 500;

/**
 * A route's handler as a Lambda function behind an API Gateway REST proxy integration. The container service sends the
 * same events. This function is the only place that turns refusals, outages and bugs into `application/problem+json`.
 */
export function routeLambda<const R extends RouteDeclaration>(
  route: R,
  factory: (dependencies: DependenciesOf<R>) => HandlerOf<R>,
): RouteLambda<R['id']> {
  const telemetry = telemetryOf(route.id);
  const ready = onceReady(route, (dependencies) => ({ handle: factory(dependencies), dependencies }), telemetry.log);
  const publicUrl = variables.PUBLIC_URL ?? '';
  const canonicalOf = canonicalRequests(route, publicUrl);
  const deprecationHeaders = deprecationHeadersOf(route, publicUrl);

  async function answer(
    sent: APIGatewayProxyEvent,
    { event, place }: CanonicalRequest,
    context: Context,
  ): Promise<HttpResponse> {
    const caller = callerOf(route, event);
    if (!caller.ok) throw new RefusedRequest(caller.error);
    const atAlias = place === undefined ? undefined : readRequest(place, sent);
    if (atAlias?.ok === false) throw new RefusedRequest(atAlias.error);
    const parts = readRequest(route, event);
    if (!parts.ok) throw new RefusedRequest(parts.error);
    const headers = lowerCaseHeaders(event);
    const condition = unsupportedCondition(route, headers);
    if (condition !== undefined) throw new RefusedRequest(condition);
    const { handle, dependencies } = await ready();
    const requestId = requestIdOf(event, context);
    const deadline = new Date(dependencies.clock.now().getTime() + context.getRemainingTimeInMillis() - HEADROOM_MS);
    const hash = route.challenge === undefined ? '' : `${caller.value?.clientId ?? ''} ${requestHash(event)}`;
    const respond = async (): Promise<HttpResponse> => {
      const request = { ...parts.value, caller: caller.value, requestId, deadline, requestHash: hash };
      const reply = await handle(request as unknown as Parameters<typeof handle>[0]);
      return reply.kind === 'reply'
        ? successResponse(route, reply, headers['accept'])
        : problemResponse(reply.problem, dependencies.publicUrl, requestId);
    };
    const response = await withFirstAnswer({ route, dependencies, body: parts.value.body, requestHash: hash }, () =>
      idempotently({ route, dependencies, caller: caller.value, event }, respond),
    );
    return notModified(route, response, headers['if-none-match']);
  }

  /**
   * The response for a thrown error. It counts in the status metrics like any other response, so that the alarm on 5xx
   * covers bugs and outages.
   */
  function failed(error: unknown, requestId: string): HttpResponse {
    const { problem, bug } = problemOf(error);
    if (bug !== undefined) telemetry.log.error('The request failed', bug, { route: route.id, code: problem.code });
    const refusal = problemResponse(problem, publicUrl, requestId);
    // RFC 5789, section 2.2: a refused patch document says which one the resource takes.
    return problem.code === 'media-type-unsupported' && route.method === 'PATCH'
      ? { ...refusal, headers: { ...refusal.headers, 'accept-patch': bodyTypeOf(route) } }
      : refusal;
  }

  const stack = middy<APIGatewayProxyEvent, APIGatewayProxyResult>({
    timeoutEarlyInMillis: HEADROOM_MS,
    timeoutEarlyResponse: () => {
      telemetry.count('TimedOut');
      telemetry.count('Status5xx');
      telemetry.publish();
      const response = problemResponse({ code: 'time-ran-out', retryAfterSeconds: 2 }, publicUrl, 'timed-out');
      return gatewayResult(withHeaders(response, deprecationHeaders(undefined)), 'timed-out');
    },
  })
    .use({ before: ({ event, context }) => telemetry.begin(context, lowerCaseHeaders(event)['x-amzn-trace-id']) })
    .handler(async (event, context, { signal }) => {
      const started = performance.now();
      const requestId = requestIdOf(event, context);
      const canonical = canonicalOf(event);
      const response = await answer(event, canonical, context).catch((error: unknown) => failed(error, requestId));
      // An aborted request was answered and counted by timeoutEarlyResponse.
      if (!signal.aborted) {
        telemetry.count(`Status${Math.floor(response.statusCode / 100)}xx`);
        telemetry.duration(performance.now() - started);
        telemetry.publish();
      }
      const announced = withHeaders(response, deprecationHeaders(canonical.event));
      return gatewayResult(withHeaders(announced, canonical.headers), requestId);
    });
  return Object.assign((event: APIGatewayProxyEvent, context: Context) => stack(event, context), { routeId: route.id });
}

const requestIdOf = (event: APIGatewayProxyEvent, context: Context): string =>
  event.requestContext?.requestId ?? context.awsRequestId;
