import { schemaPath } from '@pos/contract/derive/public-event-schema.ts';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { listEventSchemas as route } from '@pos/contract/events/routes/list-event-schemas.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

export const listEventSchemas = ({ publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const events: readonly EventDeclaration[] = Object.values(EVENTS);
  const schemas = events.map(({ deprecated, ...event }) => ({
    type: detailType(event),
    summary: event.summary,
    dataschema: `${publicUrl}${schemaPath(detailType(event))}`,
    deprecated:
      deprecated === undefined
        ? null
        : { since: deprecated.since, sunset: deprecated.sunset, successor: deprecated.successor ?? null },
  }));
  return async () => reply(200, { schemas });
};

export const handler = routeLambda(route, listEventSchemas);
