import { publicEventSchema } from '@pos/contract/derive/public-event-schema.ts';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { getEventSchema as route } from '@pos/contract/events/routes/get-event-schema.ts';
import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

const BY_TYPE: ReadonlyMap<string, EventDeclaration> = new Map(
  Object.values(EVENTS).map((event) => [detailType(event), event]),
);

export const getEventSchema =
  ({ publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { type } }) => {
    const event = BY_TYPE.get(type);
    return event === undefined
      ? refuse('event-type-unknown', { detail: type })
      : reply(200, publicEventSchema(event, publicUrl));
  };

export const handler = routeLambda(route, getEventSchema);
