import { describe, expect, it } from '@jest/globals';
import { buildAnchorInterval } from './anchor-interval.ts';
import { eventBridge } from './event-bus.ts';
import { parseEnvironment } from '../environment.ts';

const event = (id: number) => ({
  id,
  eventId: `event-${id}`,
  source: 'pos.test',
  detailType: 'Happened.v1',
  detail: { id },
  attempts: 1,
});

/** A bus whose client answers every command with these entries, and the commands that the client received. */
function busAnswering(Entries: readonly object[] | undefined) {
  const sent: object[] = [];
  let destroyed = false;
  const client = {
    send: async ({ input }: { readonly input: object }) => {
      sent.push(input);
      return { Entries };
    },
    destroy: () => void (destroyed = true),
  };
  return { bus: eventBridge('registry', client as never), sent, isDestroyed: () => destroyed };
}

describe('the event bus', () => {
  it('puts events with their source, type and detail on the named bus', async () => {
    const { bus, sent } = busAnswering([{ EventId: 'a' }]);
    await bus.put([event(1)]);
    expect(sent).toEqual([
      { Entries: [{ EventBusName: 'registry', Source: 'pos.test', DetailType: 'Happened.v1', Detail: '{"id":1}' }] },
    ]);
  });

  it('returns the outcome of each event, in order', async () => {
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    const { bus } = busAnswering([{ EventId: 'a' }, refused]);
    expect(await bus.put([event(1), event(2), event(3)])).toEqual([
      undefined,
      'ThrottlingException: slow down',
      'The bus returned no result for this entry.',
    ]);
    expect(await busAnswering(undefined).bus.put([event(1)])).toEqual(['The bus returned no result for this entry.']);
  });

  it('closes its client', () => {
    const { bus, isDestroyed } = busAnswering([]);
    bus.close();
    expect(isDestroyed()).toBe(true);
  });
});

describe('the interval between anchors', () => {
  const intervalOf = (variables: Readonly<Record<string, string>>) =>
    buildAnchorInterval(parseEnvironment(['anchorInterval'], { PUBLIC_URL: 'https://api.example', ...variables }));

  it('is three seconds on the local stage, ten minutes elsewhere, or what the stage sets', async () => {
    expect(await intervalOf({ STAGE: 'local' })).toEqual({ ms: 3_000 });
    expect(await intervalOf({ STAGE: 'dev' })).toEqual({ ms: 600_000 });
    expect(await intervalOf({ STAGE: 'dev', ANCHOR_EVERY_MS: '0' })).toEqual({ ms: 0 });
  });
});
