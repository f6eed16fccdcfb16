import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '@pos/contract/routes.ts';
import type { FeedEvent, RegistryClient } from './api.ts';
import { RegistryRefusedError } from './errors.ts';
import { clientOf } from './testing/client-of.ts';
import { platform } from './surroundings.ts';
import { problem, startScriptedServer, type Act, type ScriptedServer } from './testing/scripted-server.ts';

const DID = 'did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';

let server: ScriptedServer;
let registry: RegistryClient;
let waits: number[] = [];

const changed = (id: number, type = 'CapabilitiesChanged.v1'): string => {
  const data = {
    eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
    did: DID,
    skills: ['nlp'],
    revision: id,
    occurredAt: '2026-01-31T12:00:00.000Z',
  };
  const event = {
    specversion: '1.0',
    id: `event-${id}`,
    source: 'pos.registry',
    type,
    subject: DID,
    time: '2026-01-31T12:00:00.000Z',
    data,
  };
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
};

const stream =
  (...write: ((response: ServerResponse) => void)[]): Act =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const each of write) each(response);
  };
const send = (text: string) => (response: ServerResponse) => void response.write(text);
const end = (response: ServerResponse) => void response.end();
const breakOff = (response: ServerResponse) => void setImmediate(() => response.socket?.destroy());

async function take(count: number, events: AsyncIterable<FeedEvent>): Promise<FeedEvent[]> {
  const taken: FeedEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

beforeAll(async () => {
  server = await startScriptedServer();
  registry = clientOf(
    ROUTES,
    { baseUrl: server.url },
    { ...platform, random: () => 0, sleep: async (ms) => void waits.push(ms) },
  );
});
afterAll(() => server.close());

describe('the feed', () => {
  it('continues after every kind of interruption without a gap, and decodes events by the contract', async () => {
    const whole = changed(3);
    server.script(
      stream(send('retry: 1000\nid: 1\n\n'), send(': still here\n\n'), end),
      stream(send(changed(2)), send(whole.slice(0, 40)), breakOff),
      problem({ code: 'upstream-unavailable', retryAfterSeconds: 2 }),
      stream(send(whole), send(changed(4))),
    );
    waits = [];
    let opened = 0;
    const events = await take(3, registry.streamEvents({ query: { did: DID }, onOpen: () => (opened += 1) }));
    expect(opened).toBe(3);
    expect(
      events.map((event) => [event.position, event.type, event.type === 'unreadable' ? undefined : event.time]),
    ).toEqual(
      ['2', '3', '4'].map((position) => [position, 'CapabilitiesChanged.v1', new Date('2026-01-31T12:00:00Z')]),
    );
    expect(server.seen.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual(
      [undefined, '1', '2', '2'].map((id) => [`/events?did=${encodeURIComponent(DID)}`, id]),
    );
    expect(waits).toEqual([1_000, 1_000, 2_000]);
  });

  it('starts after a given position, and ends with its signal', async () => {
    server.script(stream(send(changed(9))));
    const stop = new AbortController();
    const listening = (async () => {
      for await (const { position } of registry.streamEvents({
        headers: { 'last-event-id': '8' },
        signal: stop.signal,
      }))
        stop.abort(new Error(`seen ${position}`));
    })();
    await expect(listening).rejects.toThrow('seen 9');
    expect(server.seen[0]?.headers['last-event-id']).toBe('8');
  });

  it('hands on a message that it cannot read, and continues after it', async () => {
    const unfitting = changed(2).replace('"revision":2', '"revision":"two"');
    server.script(
      stream(
        send(changed(1, 'Unheard.v1')),
        send(unfitting),
        send('id: 3\ndata: <html>\n\n'),
        send('id: 4\ndata: 7\n\n'),
      ),
    );
    const [unheard, ...odd] = await take(4, registry.streamEvents());
    expect(unheard).toMatchObject({
      type: 'Unheard.v1',
      id: 'event-1',
      position: '1',
      time: new Date('2026-01-31T12:00:00Z'),
      data: { occurredAt: '2026-01-31T12:00:00.000Z' },
    });
    expect(odd).toEqual([
      {
        type: 'unreadable',
        sentType: 'CapabilitiesChanged.v1',
        id: 'event-2',
        fault: '/data/revision: expected a number, got string',
        data: expect.objectContaining({ specversion: '1.0' }),
        position: '2',
      },
      { type: 'unreadable', fault: 'the message is not JSON', data: '<html>', position: '3' },
      { type: 'unreadable', fault: 'the document: expected an object, got number', data: 7, position: '4' },
    ]);
  });

  it('throws when the registry refuses it', async () => {
    server.script(problem({ code: 'request-invalid' }));
    await expect(take(1, registry.streamEvents())).rejects.toThrow(RegistryRefusedError);
  });
});
