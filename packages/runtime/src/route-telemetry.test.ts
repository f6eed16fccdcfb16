import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { refuse, reply } from '@pos/contract/reply.ts';
import { applySettlement } from '@pos/contract/reputation/consumers/apply-settlement.ts';
import { listAgents } from '@pos/contract/registry/routes/list-agents.ts';
import type { SQSEvent } from 'aws-lambda';
import { consumerLambda } from './consumer-lambda.ts';
import { routeLambda } from './route-lambda.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import {
  answerOf,
  declared,
  FUNCTION_ROUTES,
  functionOf,
  invocation,
  recordingHandler,
  requestEvent,
  withoutSchemas,
  type AnyHandler,
  type SentRequest,
} from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
let written: ReturnType<typeof writtenLines>;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  written = writtenLines();
});
afterEach(() => written.clear());
afterAll(() => settings.remove());

const route = withoutSchemas(declared('get-agent'));
const TRACE = 'Root=1-5f84c7a1-3a5cfa5b2a1c4d6e7f8091a2';

describe('the request id', () => {
  it('of the gateway is in a header of every response of every route', async () => {
    for (const each of FUNCTION_ROUTES) {
      const bare = withoutSchemas({ ...each, needs: [] });
      const answer = await functionOf(bare, () => Promise.reject(new Error('bug')))({ requestId: `of-${each.id}` });
      expect(answer.headers['x-request-id']).toBe(`of-${each.id}`);
    }
  });

  it('is the instance of every problem', async () => {
    const refusals: readonly (readonly [number, AnyHandler])[] = [
      [404, (async () => refuse('agent-unknown')) as AnyHandler],
      [500, () => Promise.reject(new Error('bug'))],
    ];
    for (const [status, handle] of refusals)
      expect(await functionOf(route, handle)({ requestId: 'seven' })).toMatchObject({
        status,
        json: { instance: 'urn:request:seven' },
      });
    const unread = functionOf(declared('list-agents'), recordingHandler(declared('list-agents')).handle);
    expect(await unread({ requestId: 'eight', query: { limit: 'x' } })).toMatchObject({
      status: 400,
      json: { instance: 'urn:request:eight' },
    });
  });

  it('is that of the invocation where the event has none, and reaches the handler', async () => {
    const { requests, handle } = recordingHandler(route);
    const event = { ...requestEvent(route), requestContext: {} } as ReturnType<typeof requestEvent>;
    const answer = answerOf(await routeLambda(route, () => handle)(event, invocation({ requestId: 'nine' })));
    expect(answer.headers['x-request-id']).toBe('invocation-of-nine');
    expect(requests).toMatchObject([{ requestId: 'invocation-of-nine' }]);
  });
});

describe('a log line', () => {
  /** A function whose handler logs one line, and fails if the query asks for a failure. */
  const logging = () => {
    const lambda = routeLambda({ ...listAgents, needs: [] }, ({ log }) => async ({ query }) => {
      log.info('A line of the handler', { q: query.q });
      if (query.q === 'fail') throw new Error('bug');
      return reply(200, { agents: [], nextCursor: null });
    });
    return (sent: SentRequest) => lambda(requestEvent(listAgents, sent), invocation(sent));
  };

  it('carries the function, the request id and the trace id of its request', async () => {
    await logging()({ requestId: 'one', headers: { 'X-Amzn-Trace-Id': TRACE }, query: { q: 'fail' } });
    const common = { service: 'list-agents', requestId: 'invocation-of-one', traceId: TRACE };
    expect(written.logged()).toMatchObject([
      { ...common, level: 'INFO', message: 'A line of the handler', q: 'fail' },
      { ...common, level: 'ERROR', message: 'The request failed', route: 'list-agents' },
    ]);
  });

  it('carries no id of an earlier request', async () => {
    const call = logging();
    await call({ requestId: 'one', headers: { 'x-amzn-trace-id': TRACE }, query: { q: 'first' } });
    await call({ requestId: 'two', query: { q: 'second' } });
    const [first, second] = written.logged();
    expect(first).toMatchObject({ requestId: 'invocation-of-one', traceId: TRACE });
    expect(second).toMatchObject({ requestId: 'invocation-of-two', q: 'second' });
    expect(second).not.toHaveProperty('traceId');
  });

  it('contains neither body nor token nor query of a failed request', async () => {
    const { handle } = { handle: () => Promise.reject(new Error('bug')) };
    await functionOf(
      route,
      handle,
    )({
      headers: { Authorization: 'Bearer hunter2', cookie: 'hunter2' },
      query: { q: 'hunter2' },
      body: 'hunter2',
    });
    expect(written.logged()).toHaveLength(1);
    expect(written.text()).not.toContain('hunter2');
  });
});

describe('the metrics of a request', () => {
  const answers: Readonly<Record<string, readonly [string, AnyHandler]>> = {
    'a success': ['Status2xx', recordingHandler(route).handle],
    'a refusal': ['Status4xx', (async () => refuse('agent-unknown')) as AnyHandler],
    'a failure': ['Status5xx', () => Promise.reject(new Error('bug'))],
  };

  it.each(Object.entries(answers))(
    'count %s once by its status class, with its duration',
    async (_, [name, handle]) => {
      const started = performance.now();
      await functionOf(route, handle)();
      const measured = written.measured();
      expect(measured).toMatchObject({
        [name]: 1,
        DurationMs: expect.any(Number),
        service: 'get-agent',
        stage: 'local',
      });
      expect(measured['DurationMs']).toBeLessThanOrEqual(performance.now() - started);
      expect(Object.keys(measured).filter((each) => each.startsWith('Status'))).toEqual([name]);
    },
  );

  it('count a request that is refused before its handler', async () => {
    await functionOf(declared('register-agent'), recordingHandler(declared('register-agent')).handle)();
    expect(written.measured()).toMatchObject({ Status4xx: 1, service: 'register-agent' });
    expect(written.logged()).toEqual([]);
  });

  it('count 304 as Status3xx', async () => {
    await functionOf(route, recordingHandler(route).handle)({ headers: { 'if-none-match': '*' } });
    expect(written.measured()).toMatchObject({ Status3xx: 1 });
  });

  it('count a request that timed out once, even if its handler ends later', async () => {
    let finish: () => void = () => undefined;
    const handle = (() =>
      new Promise((resolve) => {
        finish = () => resolve({ kind: 'reply', status: 200, body: {}, headers: {} });
      })) as unknown as AnyHandler;
    await functionOf(route, handle)({ leftMs: 520 });
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.measured()).toMatchObject({ TimedOut: 1, Status5xx: 1 });
    expect(written.measured()).not.toHaveProperty('Status2xx');
  });
});

describe('the telemetry of a batch', () => {
  const lambda = (outcome: readonly string[] | Error) =>
    consumerLambda(applySettlement, () => ({
      handle: async () => {
        if (outcome instanceof Error) throw outcome;
        return { failedRecordIds: outcome };
      },
      quarantine: async () => undefined,
    }));
  const batch = {
    Records: [
      { messageId: 'm-1', body: '{' },
      { messageId: 'm-2', body: '{}' },
    ],
  } as SQSEvent;

  it('counts records and quarantined records, and logs the reasons without the content', async () => {
    expect(await lambda([])(batch, invocation({ requestId: 'b' }))).toEqual({ batchItemFailures: [] });
    expect(written.measured()).toMatchObject({ Records: 2, Quarantined: 2, Failed: 0, service: 'apply-settlement' });
    expect(written.logged()).toMatchObject([
      { level: 'WARN', requestId: 'invocation-of-b', count: 2, reasons: ['not-json', 'not-an-event'] },
    ]);
  });
});
