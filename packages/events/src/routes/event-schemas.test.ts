import { describe, expect, it } from '@jest/globals';
import { publicEventSchema } from '@pos/contract/derive/public-event-schema.ts';
import { EVENTS } from '@pos/contract/events.ts';
import type { RequestOf } from '@pos/contract/reply.ts';
import type { getEventSchema as getRoute } from '@pos/contract/events/routes/get-event-schema.ts';
import { getEventSchema } from './get-event-schema.ts';
import { listEventSchemas } from './list-event-schemas.ts';

const surroundings = { publicUrl: 'https://registry.example' } as Parameters<typeof getEventSchema>[0];
const asking = (type: string) => ({ params: { type } }) as RequestOf<typeof getRoute>;

describe('the schemas of events', () => {
  it('are listed, each with the address that events of the feed name as their dataschema', async () => {
    const answer = await listEventSchemas(surroundings)({} as never);
    const { schemas } = answer.kind === 'reply' ? answer.body : { schemas: [] };
    expect(schemas).toHaveLength(Object.keys(EVENTS).length);
    expect(schemas).toContainEqual({
      type: 'SettlementConfirmed.v1',
      summary: 'A payment to an agent is confirmed on chain.',
      dataschema: 'https://registry.example/events/schemas/SettlementConfirmed.v1',
      deprecated: null,
    });
  });

  it('are served one by one', async () => {
    const answer = await getEventSchema(surroundings)(asking('SettlementConfirmed.v1'));
    expect(answer).toMatchObject({
      kind: 'reply',
      body: publicEventSchema(EVENTS['settlement-confirmed'], 'https://registry.example'),
    });
  });

  it('do not exist for a type that nobody declares', async () =>
    expect(await getEventSchema(surroundings)(asking('SettlementConfirmed.v9'))).toEqual({
      kind: 'refusal',
      problem: { code: 'event-type-unknown', detail: 'SettlementConfirmed.v9' },
    }));
});
