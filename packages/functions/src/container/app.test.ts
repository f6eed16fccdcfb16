import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from './app.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let server: Server;
const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

beforeAll(async () => {
  const variables = { STAGE: 'local', PUBLIC_URL: 'http://registry.test' };
  const app = createApp({
    variables,
    log: quiet,
    measure: () => undefined,
    now: () => new Date(),
    stopping: new AbortController().signal,
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => new Promise((closed) => void server.close(closed)));

describe('the container', () => {
  it.each([
    ['PUT', '/solana/rpc', 'POST, OPTIONS'],
    ['HEAD', '/solana/rpc', 'POST, OPTIONS'],
    ['POST', '/events', 'GET, HEAD, OPTIONS'],
    ['POST', '/local/events', 'GET, HEAD, OPTIONS'],
  ] as const)('refuses %s %s with the methods of the path', async (method, path, allow) => {
    const response = await fetch(url(path), { method });
    await response.text();
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  it('does not know the routes that functions host', async () => {
    const response = await fetch(url('/agents'));
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'route-unknown' }]);
  });
});
