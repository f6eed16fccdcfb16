/**
 * Compares the system of `npm start` with the deployed stacks. Sends HTTP requests to the local gateway and bus, and
 * compares the responses with the synthesized API and rules, for each route and each rule.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_KEY_HEADER, scope } from '@pos/contract/access.ts';
import { CONTRACT, contractOf } from '@pos/contract/contract.ts';
import { placesOf, type RoutePlace } from '@pos/contract/places.ts';
import { route } from '@pos/contract/route.ts';
import { isMetered, type RouteDeclaration } from '@pos/contract/route.ts';
import { slice } from '@pos/contract/slice.ts';
import { IDENTITY_HEADERS } from '@pos/functions/http/identity-headers.ts';
import { BUSES, queueSettings, TARGETS } from '@pos/local/bus/rules.ts';
import { createAuthorizer } from '@pos/local/gateway/authorizer.ts';
import { startGateway } from '@pos/local/gateway/gateway.ts';
import { DEFAULT_PLAN } from '@pos/local/gateway/usage-plan.ts';
import { serve } from '@pos/local/http-server.ts';
import type { RunningServer } from '@pos/local/http-server.ts';
import { startTokenServer, TOKEN_LIFETIME_SECONDS } from '@pos/local/token/token-server.ts';
import type { TokenServer } from '@pos/local/token/token-server.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import type { Scope } from '@pos/vocabulary/scope.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { mostBodyBytes } from './rest-api/gateway-responses.ts';
import { apiBody } from '../testing/api-body.ts';
import type { ApiBody } from '../testing/api-body.ts';
import { cloudAnswer, refusal } from '../testing/cloud-gateway.ts';
import type { FixedAnswer } from '../testing/cloud-gateway.ts';
import { readBent } from '../testing/stages.ts';
import { readJson, synthesize } from '../testing/synthesized.ts';
import type { Synthesized } from '../testing/synthesized.ts';

/**
 * The contract has no container route with a scope yet. This route tests how the identity of the caller is passed on.
 */
const inspectCaller = route({
  id: 'inspect-caller',
  method: 'GET',
  path: '/callers/{name}',
  summary: 'Who calls',
  params: z.object({ name: z.string() }),
  responses: { 200: z.object({}) },
  problems: [],
  access: scope('registry/events.write'),
  needs: [],
  host: 'container',
});
const callers = slice({ id: 'callers', tag: 'callers', summary: 'A slice for this test.', routes: [inspectCaller] });
const contract = contractOf([...CONTRACT.slices, callers]);
const routes: readonly RoutePlace[] = Object.values(contract.routes).flatMap(placesOf);
const scopes = Object.keys(SCOPES) as readonly Scope[];

const clock = { now: () => new Date() };
const secret = 'a secret of this test alone';
const folder = mkdtempSync(join(tmpdir(), 'pos-agreement-'));

let app: Synthesized;
let body: ApiBody;
let tokens: TokenServer;
let container: RunningServer;
let gateway: RunningServer;
/** Servers to close at the end, even if a later one failed to start. */
const running: RunningServer[] = [];
const kept = <Server extends RunningServer>(server: Server): Server => {
  running.push(server);
  return server;
};
const tokenWith = new Map<Scope, string>();
const waitMs = { value: 0 };
const apiKey = 'an API key of this test alone';
/** The callers that the usage plan counted. */
const counted: string[] = [];

type Reached = {
  readonly kind: 'function' | 'container';
  readonly target: string;
  readonly headers?: IncomingHttpHeaders;
};
const reached: Reached[] = [];

type Functions = Parameters<typeof startGateway>[0]['functions'];

const functions: Functions = {
  invoke: (target) => {
    reached.push({ kind: 'function', target });
    return Promise.resolve({ kind: 'returned', result: { statusCode: 299, headers: {}, body: '' } });
  },
};

const start = (options: Partial<Parameters<typeof startGateway>[0]> = {}): Promise<RunningServer> =>
  startGateway({
    port: 0,
    routes,
    clock,
    stage: 'local',
    functions,
    containerUrl: () => container.url,
    onFault: () => undefined,
    authorize: createAuthorizer({ issuer: tokens.issuer, jwksUrl: tokens.jwksUrl, clock }),
    throttle: { admit: (caller) => (counted.push(caller), waitMs.value) },
    apiKeys: new Map([[apiKey, 'the-market']]),
    ...options,
  });

beforeAll(async () => {
  app = synthesize([readBent()], contract);
  body = apiBody(app, 'test');
  tokens = kept(
    await startTokenServer({
      port: 0,
      keyFile: join(folder, 'key.json'),
      clients: [{ id: 'caller', secret, scopes }],
      clock,
    }),
  );
  container = kept(
    await serve('the container', 0, (request, response) => {
      if (request.headers['x-break'] !== undefined) return void request.socket.destroy();
      reached.push({ kind: 'container', target: `${request.method} ${request.url}`, headers: request.headers });
      response.writeHead(298).end();
    }),
  );
  gateway = kept(await start());
  for (const each of scopes) {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'caller',
      client_secret: secret,
      scope: each,
    });
    const answer = (await (await fetch(tokens.tokenUrl, { method: 'POST', body: form })).json()) as {
      access_token: string;
    };
    tokenWith.set(each, answer.access_token);
  }
}, 300_000);
afterAll(async () => {
  await Promise.all(running.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

type LocalAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly went: Reached | undefined;
};

async function ask(
  method: string,
  path: string,
  {
    token,
    key,
    at = gateway,
    headers = {},
  }: {
    readonly token?: string | undefined;
    readonly key?: string | undefined;
    readonly at?: RunningServer;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<LocalAnswer> {
  reached.length = 0;
  const answer = await fetch(at.url + path, {
    method,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { [API_KEY_HEADER]: key }),
    },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text(), went: reached[0] };
}

const keyFor = (each: RouteDeclaration): string | undefined => (isMetered(each) ? apiKey : undefined);

const tokenFor = ({ access }: RouteDeclaration): string | undefined =>
  access.kind === 'open' ? undefined : tokenWith.get(access.scope);

const example = (template: string): string => template.replaceAll(/\{\w+\}/g, 'did%3Akey%3Az6Mk');

/** The document without members that differ between occurrences or are only hints. */
function kindOf(document: Readonly<Record<string, unknown>>): object {
  const { type, title, status, code, cure } = document;
  return { type, title, status, code, cure };
}

/** Expects the same status, document, media type and headers. */
function expectSameRefusal(local: LocalAnswer, cloud: FixedAnswer): void {
  const document = JSON.parse(local.text) as Record<string, unknown>;
  expect(local.status).toBe(cloud.status);
  expect(kindOf(document)).toEqual(kindOf(cloud.document ?? {}));
  expect(String(document['instance'])).toBe(`urn:request:${local.headers.get('x-request-id') ?? ''}`);
  expect(String(cloud.document?.['instance'])).toBe(`urn:request:${cloud.headers['x-request-id'] ?? ''}`);
  expectSameHeaders(local, cloud, ['x-request-id', 'retry-after']);
}

const ofTheConnection = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Headers in `varying` must be present on both sides, with any value. */
function expectSameHeaders(local: LocalAnswer, cloud: FixedAnswer, varying: readonly string[]): void {
  const of = (name: string, value: string | null | undefined) => [
    name,
    value !== null && value !== undefined && varying.includes(name) ? 'some' : value?.replace(/https?:\/\/[^/]+/, ''),
  ];
  const names = [...new Set([...Object.keys(cloud.headers), ...local.headers.keys()])].filter(
    (name) => !ofTheConnection.has(name),
  );
  expect(names.map((name) => of(name, local.headers.get(name)))).toEqual(
    names.map((name) => of(name, cloud.headers[name])),
  );
}

describe('the API', () => {
  it.each(routes.map((each) => [`${each.method} ${each.path}`, each] as const))(
    'routes %s to the same function or container',
    async (_, each) => {
      const path = example(each.path);
      const local = await ask(each.method, path, { token: tokenFor(each), key: keyFor(each) });
      const cloud = cloudAnswer(body, each.method, path);
      if (cloud.kind === 'gateway') throw new Error('API Gateway answers this route itself.');
      expect(local.went?.kind).toBe(cloud.kind);
      expect(local.went?.target).toBe(cloud.kind === 'function' ? cloud.target : example(cloud.target));
      expect(local.status).toBe(cloud.kind === 'function' ? 299 : 298);
    },
  );

  const paths = [...new Set(routes.map(({ path }) => path))];

  it.each(paths)('answers preflight requests for %s alike', async (path) => {
    const cloud = cloudAnswer(body, 'OPTIONS', example(path));
    const local = await ask('OPTIONS', example(path));
    if (cloud.kind !== 'gateway') throw new Error('API Gateway forwards the preflight request.');
    expect([local.status, local.text, cloud.document]).toEqual([cloud.status, '', undefined]);
    expectSameHeaders(local, cloud, ['x-request-id']);
  });

  it.each(paths)('refuses unsupported methods of %s alike', async (path) => {
    const taken = routes.filter((each) => each.path === path).map(({ method }) => method as string);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((each) => !taken.includes(each))) {
      const cloud = cloudAnswer(body, method, example(path));
      if (cloud.kind !== 'gateway') throw new Error(`API Gateway accepts ${method}.`);
      expectSameRefusal(await ask(method, example(path)), cloud);
    }
  });

  it.each(['/nowhere', '/agents/one/two/three', '/x402', '/x402/settle/', '/agents//capabilities'])(
    'reports %s as unknown alike',
    async (path) => {
      const cloud = cloudAnswer(body, 'GET', path);
      if (cloud.kind !== 'gateway') throw new Error('API Gateway knows the path.');
      expectSameRefusal(await ask('GET', path), cloud);
    },
  );
});

describe('the authorizer', () => {
  it.each(routes.map((each) => [each.id, each] as const))('accepts the same tokens for %s', async (_, each) => {
    const cloud = cloudAnswer(body, each.method, example(each.path));
    if (cloud.kind === 'gateway') throw new Error('API Gateway answers this route itself.');
    const wanted = cloud.operation.security.flatMap((either) => either['accessToken'] ?? []);
    const passes = async (token: string | undefined) =>
      (await ask(each.method, example(each.path), { token, key: keyFor(each) })).went !== undefined;
    expect(await passes(undefined)).toBe(wanted.length === 0);
    for (const [name, token] of tokenWith)
      expect([name, await passes(token)]).toEqual([name, wanted.length === 0 || wanted.includes(name)]);
  });

  const meteredRoutes = routes.filter(isMetered).map((each) => [each.id, each] as const);
  it.each(meteredRoutes)('requires an API key for %s alike, and counts requests by it', async (_, each) => {
    const path = example(each.path);
    const cloud = cloudAnswer(body, each.method, path);
    expect(cloud.kind === 'gateway' ? [] : cloud.operation.security).toEqual([expect.objectContaining({ apiKey: [] })]);
    const token = tokenFor(each);
    for (const key of [undefined, 'another key'])
      expectSameRefusal(await ask(each.method, path, { token, key }), refusal(body, 'INVALID_API_KEY'));
    expectSameRefusal(await ask(each.method, path, { key: apiKey }), refusal(body, 'UNAUTHORIZED'));
    counted.length = 0;
    expect((await ask(each.method, path, { token, key: apiKey })).status).toBe(299);
    expect(counted).toEqual(['key the-market']);
  });

  const scoped =
    routes.find(({ access }) => access.kind === 'scope' && access.formerScope === undefined) ?? inspectCaller;
  const askScoped = (token?: string) => ask(scoped.method, example(scoped.path), { token });

  it('refuses a missing token alike', async () => expectSameRefusal(await askScoped(), refusal(body, 'UNAUTHORIZED')));

  it('refuses a malformed token with the same status, although API Gateway reports it as missing', async () => {
    const [local, cloud] = [await askScoped('damaged'), refusal(body, 'UNAUTHORIZED')];
    expect([
      local.status,
      (JSON.parse(local.text) as { code: string }).code,
      cloud.status,
      cloud.document?.['code'],
    ]).toEqual([401, 'token-invalid', 401, 'token-missing']);
  });

  it('refuses an expired token and a missing scope with the same documents where API Gateway can tell them apart', async () => {
    const other = scopes.find((each) => scoped.access.kind === 'scope' && each !== scoped.access.scope);
    expectSameRefusal(await askScoped(other && tokenWith.get(other)), refusal(body, 'ACCESS_DENIED'));
    expect(refusal(body, 'EXPIRED_TOKEN')).toMatchObject({ status: 401, document: { code: 'token-invalid' } });
  });

  it('issues tokens with the same lifetime', () => {
    for (const client of app.all('test-api', 'aws_cognito_user_pool_client')) {
      expect(client).toMatchObject({
        access_token_validity: TOKEN_LIFETIME_SECONDS / 60,
        token_validity_units: [{ access_token: 'minutes' }],
      });
    }
  });
});

describe('the gateway itself', () => {
  const simple = routes.find(({ id }) => id === 'get-docs') ?? inspectCaller;

  /** Starts a gateway with other options, sends one request and closes it. */
  async function askAnother(options: Parameters<typeof start>[0]): Promise<LocalAnswer> {
    const at = await start(options);
    try {
      return await ask(simple.method, simple.path, { at });
    } finally {
      await at.close();
    }
  }

  it('throttles at the same rate and with the same document', async () => {
    expect(app.only('test-api', 'aws_api_gateway_usage_plan')).toMatchObject({
      throttle_settings: { rate_limit: DEFAULT_PLAN.ratePerSecond, burst_limit: DEFAULT_PLAN.burst },
    });
    waitMs.value = 1_000;
    try {
      expectSameRefusal(await ask(simple.method, simple.path), refusal(body, 'THROTTLED'));
    } finally {
      waitMs.value = 0;
    }
  });

  it('accepts bodies up to the same size and refuses larger ones with the same document', async () => {
    const cloud = refusal(body, 'REQUEST_TOO_LARGE');
    const local = await fetch(`${gateway.url}/x402/settle`, {
      method: 'POST',
      body: new Uint8Array(mostBodyBytes + 1),
    });
    const text = await local.text();
    expectSameRefusal({ status: local.status, headers: local.headers, text, went: undefined }, cloud);
    expect((JSON.parse(text) as { detail: string }).detail).toBe(cloud.document?.['detail']);
  });

  it('reports a crashed function with the same document', async () => {
    const invoke: Functions['invoke'] = () => Promise.resolve({ kind: 'crashed', detail: 'for this test' });
    expectSameRefusal(await askAnother({ functions: { invoke } }), refusal(body, 'DEFAULT_5XX'));
  });

  it('reports a timeout with the same document', async () => {
    const invoke: Functions['invoke'] = () => new Promise(() => undefined);
    expectSameRefusal(await askAnother({ functions: { invoke }, timeoutMs: 1 }), refusal(body, 'INTEGRATION_TIMEOUT'));
  });

  it('reports an unreachable container with the same document', async () => {
    const token = tokenWith.get('registry/events.write');
    expectSameRefusal(
      await ask('GET', '/callers/me', { token, headers: { 'x-break': 'yes' } }),
      refusal(body, 'INTEGRATION_FAILURE'),
    );
  });

  it('passes the identity of the caller under the same headers and never a forged value', async () => {
    const cloud = cloudAnswer(body, 'GET', '/callers/me');
    if (cloud.kind !== 'container') throw new Error("The route is not the container's.");
    const forged = {
      'x-pos-client-id': 'somebody',
      'x-pos-scopes': 'everything',
      'x-pos-request-id': 'mine',
      'x-pos-api-key-id': 'a key',
    };
    const local = await ask('GET', '/callers/me', { token: tokenWith.get('registry/events.write'), headers: forged });
    const { requestParameters = {} } = cloud.operation['x-amazon-apigateway-integration'];
    const values: Readonly<Record<string, string | null>> = {
      'context.authorizer.claims.client_id': 'caller',
      'context.authorizer.claims.scope': 'registry/events.write',
      'context.requestId': local.headers.get('x-request-id'),
    };
    const told = Object.entries(requestParameters).filter(([place]) => place.startsWith('integration.request.header.'));
    expect(told.map(([place]) => place.split('.').at(-1)).sort()).toEqual(Object.values(IDENTITY_HEADERS).toSorted());
    for (const [place, source] of told) {
      const name = place.replace('integration.request.header.', '');
      const sent = local.went?.headers?.[name];
      expect([name, Object.values(forged).includes(String(sent))]).toEqual([name, false]);
      if (source in values && source !== 'context.requestId') expect([name, sent]).toEqual([name, values[source]]);
    }
  });

  it('passes no identity to an open route of the container', async () => {
    const local = await ask('GET', '/events', { headers: { 'x-pos-client-id': 'somebody' } });
    const cloud = cloudAnswer(body, 'GET', '/events');
    if (cloud.kind !== 'container') throw new Error("The feed is not the container's.");
    expect(
      cloud.operation['x-amazon-apigateway-integration'].requestParameters?.[
        'integration.request.header.x-pos-client-id'
      ],
    ).toBe("''");
    expect(local.went?.headers?.['x-pos-client-id'] ?? '').toBe('');
  });
});

describe('the bus', () => {
  const named = (type: string, key: string, name: string) =>
    app.all('test-events', type).find((each) => each[key] === name);
  const consumers = TARGETS.map((target) => [target.consumer, target] as const);

  it('has the same name on both sides apart from the stage', () => {
    expect(app.all('test-events', 'aws_cloudwatch_event_bus').map(({ name }) => name)).toEqual([
      BUSES[0].replace('local', 'test'),
    ]);
  });

  it('has one rule for each consumer and one for the audit', () => {
    const rules = app.all('test-events', 'aws_cloudwatch_event_rule').map(({ name }) => String(name));
    expect(rules.filter((name) => name !== 'pos-test-audit').sort()).toEqual(
      consumers.map(([id]) => `pos-test-${id}`).sort(),
    );
  });

  it.each(consumers)('delivers the same events to %s', (id, { pattern }) => {
    const rule = named('aws_cloudwatch_event_rule', 'name', `pos-test-${id}`);
    expect(readJson(String(rule?.['event_pattern']))).toEqual(JSON.parse(JSON.stringify(pattern)));
    expect(rule?.['state'] ?? 'ENABLED').toBe('ENABLED');
  });

  it.each(consumers)('gives %s the same attempts, batch size and timeout', (id, { declaration }) => {
    const settings = queueSettings(declaration);
    const queue = named('aws_sqs_queue', 'name', `pos-test-${id}`);
    const mapping = app
      .all('test-events', 'aws_lambda_event_source_mapping')
      .find((each) => String(each['function_name']).includes(`:pos-test-${id}:`));
    const window = Number(mapping?.['maximum_batching_window_in_seconds']);
    expect(readJson(String(queue?.['redrive_policy']))).toMatchObject({ maxReceiveCount: settings.attempts });
    expect(mapping).toMatchObject({
      batch_size: settings.batchSize,
      function_response_types: ['ReportBatchItemFailures'],
    });
    // SQS counts the invisibility from before the batch is gathered, the local queue from after.
    expect(queue?.['visibility_timeout_seconds']).toBe(settings.visibilitySeconds + window);
  });
});
