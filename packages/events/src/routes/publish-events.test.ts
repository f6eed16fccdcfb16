import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { publishEvents as route } from '@pos/contract/events/routes/publish-events.ts';
import { Disposition, PUBLISH_LIMIT } from '@pos/contract/events/schemas/disposition.ts';
import type { ProducedEvent, ProducerBus } from '@pos/runtime/needs/producer-bus.ts';
import { localSettings } from '@pos/runtime/testing/local-settings.ts';
import { answerOf, claimsFor, invocation, requestEvent } from '@pos/runtime/testing/run-route.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { writtenLines } from '@pos/runtime/testing/written-lines.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { publishEvents } from './publish-events.ts';

const REPORT = {
  eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c',
  did: 'did:web:ada.example',
  network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
  txSignature: '1'.repeat(64),
  occurredAt: '2026-01-31T12:00:00.000Z',
  outcomeBps: 9_000,
  authority: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  signature: 'signed',
};
const report = (more: object = {}) => ({ type: 'JobReported.v1', data: { ...REPORT, ...more } });

const settings = localSettings();
let published: ProducedEvent[] = [];
/** The bus throttles events of agents at this host, and does not answer while it is down. */
const THROTTLED = 'did:web:throttled.example';
let down = false;
const bus: ProducerBus = {
  publish: async (events) => {
    if (down) throw new OutageError('event-bus', 'It is down.');
    published.push(...events);
    return events.map(({ detail }, index) =>
      (detail as { did?: string }).did === THROTTLED ? err('ThrottlingException') : ok(`bus-${index}`),
    );
  },
};

beforeAll(() => {
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());
beforeEach(() => {
  [published, down] = [[], false];
});

const lambda = routeLambda(route, (dependencies) => publishEvents({ ...dependencies, producerBus: bus }));
const publish = async (
  events: readonly object[],
  claims: object | undefined = claimsFor('acme', 'registry/events.write'),
) => {
  const sent = { body: JSON.stringify({ events }), headers: { 'content-type': 'application/json' }, claims };
  return answerOf(await lambda(requestEvent(route, sent), invocation()));
};
const dispositions = ({ json }: Awaited<ReturnType<typeof publish>>) =>
  z.array(Disposition).parse(json['dispositions']);
const short = (each: Disposition) => (each.disposition === 'accepted' ? each.id : each.problem.code);

describe('POST /events', () => {
  it('publishes what it accepts under the client of the token, and answers in the order of the request', async () => {
    const answer = await publish([
      { type: 'Nothing.v1', data: {} },
      report(),
      { type: 'ReputationChanged.v1', data: {} },
      report({ outcomeBps: 10_001 }),
      report({ did: THROTTLED }),
      report({ outcomeBps: 1 }),
    ]);
    expect([answer.status, dispositions(answer).map(short)]).toEqual([
      200,
      ['event-type-unknown', 'bus-0', 'event-not-open', 'request-invalid', 'event-not-taken', 'bus-2'],
    ]);
    expect(published).toEqual(
      [report(), report({ did: THROTTLED }), report({ outcomeBps: 1 })].map(({ type, data }) => ({
        source: 'pos.producer.acme',
        detailType: type,
        detail: data,
      })),
    );
  });

  it('names each invalid field of an event by its place in the request', async () => {
    const [, second] = dispositions(await publish([report(), report({ outcomeBps: 'good', extra: 1 })]));
    expect(second).toMatchObject({
      problem: {
        status: 400,
        errors: [
          { in: 'body', pointer: '/events/1/data/outcomeBps', code: 'type' },
          { in: 'body', pointer: '/events/1/data/extra', code: 'unknown' },
        ],
      },
    });
  });

  it('asks the bus for nothing if it accepts nothing', async () => {
    down = true;
    expect(dispositions(await publish([{ type: 'Nothing.v1', data: {} }])).map(short)).toEqual(['event-type-unknown']);
  });

  it('is refused as a whole while the bus does not answer', async () => {
    down = true;
    expect(await publish([report()])).toMatchObject({ status: 503, json: { code: 'upstream-unavailable' } });
  });

  it.each([
    ['no event', []],
    ['too many events', Array.from({ length: PUBLISH_LIMIT + 1 }, () => report())],
    ['a source of its own', [{ ...report(), source: 'pos.x402' }]],
  ])('refuses a request with %s and publishes nothing', async (_, events) => {
    expect(await publish(events)).toMatchObject({ status: 400, json: { code: 'request-invalid' } });
    expect(published).toEqual([]);
  });

  it('requires the scope of producers', async () => {
    expect(await publish([report()], claimsFor('acme', 'registry/agents.write'))).toMatchObject({ status: 403 });
    expect(published).toEqual([]);
  });
});
