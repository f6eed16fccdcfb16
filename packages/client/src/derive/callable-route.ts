import {
  bodyTypeOf,
  isMetered,
  isRawResponse,
  isWrite,
  keepsIdempotencyKeys,
  type RouteDeclaration,
} from '@pos/contract/route.ts';
import type { CallableRoute } from '../callable-route.ts';
import { shapeOf } from './shape-of.ts';

function formOf({ responses, query }: RouteDeclaration): CallableRoute['form'] {
  const streams = Object.values(responses).some(
    (response) => isRawResponse(response) && response.contentType === 'text/event-stream',
  );
  if (streams) return 'feed';
  const json = Object.values(responses).some((response) => !isRawResponse(response));
  return json && query !== undefined && 'cursor' in query.shape ? 'paged' : 'call';
}

const repeatOf = (route: RouteDeclaration): CallableRoute['repeat'] =>
  !isWrite(route)
    ? 'read'
    : keepsIdempotencyKeys(route)
      ? 'keyed'
      : route.challenge === undefined
        ? 'once'
        : 'challenged';

/** Derives from a declaration what a call of the route needs. */
export function callableRoute(route: RouteDeclaration): CallableRoute {
  const { id, method, path, responses, access } = route;
  const bodyType = bodyTypeOf(route);
  const answers = Object.entries(responses).map(([status, response]) => [
    status,
    isRawResponse(response) ? 'text' : shapeOf(response),
  ]);
  return {
    id,
    method,
    path,
    form: formOf(route),
    ...(access.kind !== 'open' ? { token: true } : {}),
    ...(isMetered(route) ? { apiKey: true } : {}),
    ...(bodyType === 'application/json' ? {} : { bodyType }),
    repeat: repeatOf(route),
    answers: Object.fromEntries(answers) as CallableRoute['answers'],
  };
}
