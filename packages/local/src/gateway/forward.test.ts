import { once } from 'node:events';
import { createServer, request as ask, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { getHealth } from '@pos/contract/operations/routes/get-health.ts';
import type { MatchedRequest } from '@pos/functions/http/proxy-event.ts';
import { forward, integrationHeaders } from './forward.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const matchedBy = (rawHeaders: readonly string[], body = ''): MatchedRequest => ({
  route: getHealth,
  method: 'GET',
  params: {},
  rawPath: '/x',
  search: new URLSearchParams(),
  rawHeaders,
  body: Buffer.from(body),
  sourceIp: '',
  requestId: 'r-1',
  stage: 'local',
  receivedAt: new Date(0),
});

/** A gateway with one route, and the outcomes of its requests. */
async function gatewayTo(baseUrl: string, timeoutMs = 20_000) {
  let outcome: Promise<string> = Promise.resolve('');
  const url = await listen((request, response) => {
    outcome = forward({
      request,
      response,
      matched: matchedBy(request.rawHeaders, 'body'),
      claims: { client_id: 'c', scope: 's' },
      baseUrl,
      timeoutMs,
    }).then((how) => {
      if (!response.headersSent) response.writeHead(how === 'timed-out' ? 504 : 503).end();
      return how;
    });
  });
  return { url, outcome: () => outcome };
}

describe('integrationHeaders', () => {
  it('removes identity headers of the caller, and adds those of the authorizer', () => {
    const { rawHeaders, requestId, body } = matchedBy(
      [
        'X-Pos-Client-Id',
        'forged',
        'x-pos-scopes',
        'all',
        'X-Pos-Request-Id',
        'mine',
        'Accept',
        'a',
        'accept',
        'b',
        'Connection',
        'close',
        'Host',
        'h',
        'Transfer-Encoding',
        'chunked',
      ],
      'four',
    );
    expect(integrationHeaders({ rawHeaders, requestId, body }, { client_id: 'real', scope: 'one two' })).toEqual({
      accept: ['a', 'b'],
      'content-length': 4,
      'x-pos-request-id': 'r-1',
      'x-pos-client-id': 'real',
      'x-pos-scopes': 'one two',
    });
    expect(integrationHeaders({ rawHeaders, requestId, body }, undefined)).not.toHaveProperty('x-pos-client-id');
    expect(integrationHeaders({ rawHeaders: ['Constructor', 'a'], requestId, body }, undefined)).toMatchObject({
      constructor: ['a'],
    });
  });
});

describe('forward', () => {
  it('forwards path, query and body unchanged, and answers status, headers and body', async () => {
    let seen:
      { readonly url: string | undefined; readonly headers: IncomingHttpHeaders; readonly body: string } | undefined;
    const container = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen = { url: request.url, headers: request.headers, body };
        response.writeHead(418, { 'x-own': 'yes', connection: 'close' }).end('tea');
      });
    });
    const { url, outcome } = await gatewayTo(container);
    const response = await fetch(`${url}/a%2Fb/..?q=%20`);
    expect([response.status, response.headers.get('x-own'), await response.text(), await outcome()]).toEqual([
      418,
      'yes',
      'tea',
      'answered',
    ]);
    expect(seen).toMatchObject({ body: 'body', headers: { 'x-pos-client-id': 'c' } });
  });

  it('keeps a path that a URL parser would change', async () => {
    let path: string | undefined;
    const container = await listen((request, response) => {
      path = request.url;
      response.end();
    });
    const { url } = await gatewayTo(container);
    const { port } = new URL(url);
    const outgoing = ask({ port, host: '127.0.0.1', path: '/a/../b//c%2e?x=1%2B' }).end();
    const [response] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    expect(path).toBe('/a/../b//c%2e?x=1%2B');
  });

  it('streams the answer, and ends it when the caller disconnects', async () => {
    let dropped: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      dropped = resolve;
    });
    const container = await listen((_, response) => {
      response.on('close', dropped);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
    });
    const { url, outcome } = await gatewayTo(container);
    const stop = new AbortController();
    const response = await fetch(url, { signal: stop.signal });
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('data: one\n\n');
    stop.abort();
    await gone;
    expect(await outcome()).toBe('answered');
  });

  it('distinguishes an unreachable container from one that did not answer in time', async () => {
    const nobody = await gatewayTo('http://127.0.0.1:9');
    expect([(await fetch(nobody.url)).status, await nobody.outcome()]).toEqual([503, 'unreachable']);
    const silent = await gatewayTo(await listen(() => undefined), 20);
    expect([(await fetch(silent.url)).status, await silent.outcome()]).toEqual([504, 'timed-out']);
  });

  it('cuts the answer off where the container dies during it', async () => {
    const container = await listen((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => request.socket.destroy());
    });
    const { url } = await gatewayTo(container);
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });
});
