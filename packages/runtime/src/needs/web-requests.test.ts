import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webFetcher } from './web.ts';

let server: Server;
let origin: string;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.accept);
    if (request.url === '/json') response.end('{"id":"é"}');
    else if (request.url === '/text') response.end('no json');
    else if (request.url === '/moved') response.writeHead(302, { location: `${origin}/json` }).end();
    else if (request.url === '/largest') response.end(JSON.stringify('x'.repeat(65_534)));
    else if (request.url === '/larger') response.end(JSON.stringify('x'.repeat(65_535)));
    else if (request.url === '/broken') request.socket.destroy();
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const local = webFetcher({ stage: 'local' });
const secure = (path: string): string => `${origin.replace('http:', 'https:')}${path}`;

describe('webFetcher on the local stage', () => {
  it('fetches JSON from loopback over http, also where the URL says https', async () => {
    expect(await local.getJson(`${origin}/json`)).toEqual({ ok: true, value: { id: 'é' } });
    expect(await local.getJson(secure('/json'))).toEqual({ ok: true, value: { id: 'é' } });
    expect(await local.getJson(secure('/json').replace('127.0.0.1', 'localhost'))).toMatchObject({ ok: true });
    expect(asked).toContain('application/did+json, application/json');
  });

  it('accepts documents of up to 65,536 bytes', async () => {
    expect(await local.getJson(`${origin}/largest`)).toMatchObject({ ok: true });
    expect(await local.getJson(`${origin}/larger`)).toEqual({ ok: false, error: 'it is larger than 65536 bytes' });
  });

  it.each([
    ['/moved', 'it answered with status 302'],
    ['/nothing', 'it answered with status 404'],
    ['/text', expect.stringContaining('JSON')],
    ['/broken', expect.stringMatching(/did not answer|hang up|ECONNRESET/)],
  ])('returns the reason for %s', async (path, error) =>
    expect(await local.getJson(`${origin}${path}`)).toEqual({ ok: false, error }),
  );

  it('refuses credentials in a URL', async () =>
    expect(await local.getJson(`http://user:secret@127.0.0.1:${new URL(origin).port}/json`)).toEqual({
      ok: false,
      error: 'it carries credentials',
    }));

  it('refuses other addresses and texts that are no URL', async () => {
    expect(await local.getJson('https://10.0.0.1/json')).toEqual({
      ok: false,
      error: 'the host is an address, not a name',
    });
    expect(await local.getJson('no url')).toEqual({ ok: false, error: 'it is not a URL' });
  });
});

describe('webFetcher on a deployed stage', () => {
  it('does not fetch from loopback', async () => {
    const { length } = asked;
    const { getJson } = webFetcher({ stage: 'dev' });
    for (const url of [`${origin}/json`, secure('/json'), secure('/json').replace('127.0.0.1', 'localhost')])
      expect(await getJson(url)).toMatchObject({ ok: false });
    expect(asked).toHaveLength(length);
  });
});
