import { openApiOf } from '../../packages/contract/src/derive/open-api.ts';
import { sideForm } from '../../packages/contract/src/derive/sides.ts';
import { wireSchema } from '../../packages/contract/src/derive/wire-schema.ts';
import { detailType, type EventDeclaration } from '../../packages/contract/src/event.ts';
import { EVENTS } from '../../packages/contract/src/events.ts';
import { SLICES } from '../../packages/contract/src/slices.ts';
import { API_VERSION } from '../../packages/contract/src/version.ts';
import type { JsonObject } from './change.ts';

/** What callers rely on: the OpenAPI document and the schemas of events. */
export interface ApiDocuments {
  readonly openApi: JsonObject;
  readonly events: EventSchemas;
}

/** The schemas of the data of events by type: as readers get it, and as outside producers send it. */
export interface EventSchemas {
  readonly published: Readonly<Record<string, JsonObject>>;
  readonly accepted: Readonly<Record<string, JsonObject>>;
}

/** The documents do not depend on the stage, so their addresses are examples. */
const EXAMPLE_ADDRESSES = {
  serverUrl: 'https://registry.example',
  tokenUrl: 'https://auth.registry.example/oauth2/token',
};

function eventSchemas(events: readonly EventDeclaration[]): EventSchemas {
  const schemas = (of: readonly EventDeclaration[], side: 'request' | 'answer'): Record<string, JsonObject> =>
    Object.fromEntries(of.map((event) => [detailType(event), sideForm(wireSchema(event.detail), side)]));
  return {
    published: schemas(events, 'answer'),
    accepted: schemas(
      events.filter(({ outsiders }) => outsiders === true),
      'request',
    ),
  };
}

/** The documents of the present contract. */
export const presentDocuments = (): ApiDocuments =>
  // JSON has no undefined members.
  JSON.parse(
    JSON.stringify({
      openApi: openApiOf(SLICES, { ...EXAMPLE_ADDRESSES, version: API_VERSION }),
      events: eventSchemas(Object.values<EventDeclaration>(EVENTS)),
    }),
  ) as ApiDocuments;
