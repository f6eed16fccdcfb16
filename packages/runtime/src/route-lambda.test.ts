import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { route } from '@pos/contract/route.ts';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as z from 'zod';
import type { routeLambda as RouteLambdaOf } from './route-lambda.ts';

const declaration = route({
  id: 'test-route',
  method: 'GET',
  path: '/test',
  summary: 'A route',
  tag: 'service',
  query: z.object({ number: z.coerce.number().optional() }),
  responses: { 200: z.object({ fine: z.literal(true) }) },
  problems: [],
  access: { kind: 'open', because: 'it is a test' },
  needs: [],
});
type Handler = HandlerOf<typeof declaration>;

let routeLambda: typeof RouteLambdaOf;
const written: string[] = [];

beforeAll(async () => {
  Object.assign(process.env, {
    STAGE: 'local',
    PUBLIC_URL: 'http://127.0.0.1:8402',
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
  for (const stream of ['log', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, stream).mockImplementation((line) => void written.push(String(line)));
  ({ routeLambda } = await import('./route-lambda.ts'));
});
afterEach(() => void written.splice(0));

const invoke = async (
  handle: Handler,
  { query = {}, leftMs = 20_000 }: { query?: Record<string, string>; leftMs?: number } = {},
) => {
  const event = {
    httpMethod: 'GET',
    path: '/test',
    headers: {},
    queryStringParameters: query,
    requestContext: { requestId: 'request-7' },
  };
  const context = { awsRequestId: 'request-7', getRemainingTimeInMillis: () => leftMs };
  const answer = await routeLambda(declaration, () => handle)(
    event as unknown as APIGatewayProxyEvent,
    context as unknown as Context,
  );
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
};
/** Metrics that were written out, by name. */
const counted = (): Record<string, unknown> => {
  const documents = written.flatMap((line) =>
    line.includes('"_aws"') ? [JSON.parse(line) as Record<string, unknown>] : [],
  );
  return Object.assign({}, ...documents) as Record<string, unknown>;
};

describe('the function of a route', () => {
  it('counts an answer, and how long it took', async () => {
    expect(await invoke(async () => reply(200, { fine: true }))).toEqual({ status: 200, body: { fine: true } });
    expect(counted()).toMatchObject({ Status2xx: 1, DurationMs: expect.any(Number), service: 'test-route' });
  });

  it('counts a refused request', async () => {
    expect(await invoke(async () => reply(200, { fine: true }), { query: { number: 'seven' } })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid' },
    });
    expect(counted()).toMatchObject({ Status4xx: 1 });
  });

  it('counts a bug as 5xx and logs it, and tells the caller nothing of it', async () => {
    const answer = await invoke(() => Promise.reject(new TypeError('secret detail')));
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect(JSON.stringify(answer)).not.toContain('secret detail');
    expect(counted()).toMatchObject({ Status5xx: 1 });
    expect(written.join('\n')).toContain('secret detail');
  });

  it('answers before the function would be killed, and counts that once', async () => {
    let finish: () => void = () => undefined;
    const slow: Handler = () => new Promise((resolve) => (finish = () => resolve(reply(200, { fine: true }))));
    expect(await invoke(slow, { leftMs: 520 })).toMatchObject({ status: 504, body: { code: 'time-ran-out' } });
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(counted()).toMatchObject({ TimedOut: 1, Status5xx: 1 });
    expect(counted()).not.toHaveProperty('Status2xx');
  });
});
