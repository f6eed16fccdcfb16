import { describe, expect, it } from '@jest/globals';
import { CONSUMER_HANDLERS, ROUTE_HANDLERS, STREAM_HANDLERS } from './handlers.generated.ts';

describe('the maps of handlers', () => {
  it('do not compile with the handler of another route, or without one', () => {
    const { 'get-agent': getAgent, 'get-health': getHealth, ...others } = ROUTE_HANDLERS;
    const right: typeof ROUTE_HANDLERS = { ...others, 'get-agent': getAgent, 'get-health': getHealth };
    // @ts-expect-error the two handlers are swapped
    const exchanged: typeof ROUTE_HANDLERS = { ...others, 'get-agent': getHealth, 'get-health': getAgent };
    // @ts-expect-error one handler is missing
    const missing: typeof ROUTE_HANDLERS = { ...others, 'get-agent': getAgent };
    expect([right, exchanged, missing].map((table) => Object.keys(table).length)).toEqual(
      [right, right, missing].map((table) => Object.keys(table).length),
    );
  });

  it.each(Object.entries({ ...ROUTE_HANDLERS, ...STREAM_HANDLERS }))(
    'have the handler of the route %s under its id',
    async (id, load) => {
      expect((await load()).handler.routeId).toBe(id);
    },
  );

  it.each(Object.entries(CONSUMER_HANDLERS))('have the handler of the consumer %s under its id', async (id, load) => {
    expect((await load()).handler.consumerId).toBe(id);
  });
});
