import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROUTES } from '@pos/contract/routes.ts';
import { RegistryUnreachableError } from './errors.ts';
import { platform } from './surroundings.ts';
import { clientOf } from './testing/client-of.ts';
import { json, startScriptedServer, type Act, type ScriptedServer } from './testing/scripted-server.ts';

const HEALTH = { status: 'ok', stage: 'local', parts: {} };

let server: ScriptedServer;
let waits: number[];

beforeEach(async () => {
  server = await startScriptedServer();
  waits = [];
});
afterEach(() => server.close());

const client = (attempts: number) =>
  clientOf(
    ROUTES,
    { baseUrl: server.url, attempts },
    { ...platform, random: () => 1, sleep: async (ms) => void waits.push(ms) },
  );

describe('a refusal that the contract does not list', () => {
  const answer =
    (status: number, body: string): Act =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': 'text/html', 'x-request-id': 'abc' }).end(body);

  it('has its code, title and cure as they were sent', async () => {
    const document = { type: 'x', title: 'A teapot', status: 418, code: 'tea-pot', cure: 'Order tea.', cups: 2 };
    server.script(json(418, { ...document, errors: [{ in: 'cup', pointer: '/a', detail: 'cold', code: 'c' }, 'odd'] }));
    expect(await client(4).getHealth()).toMatchObject({
      ok: false,
      error: {
        code: 'tea-pot',
        status: 418,
        title: 'A teapot',
        cure: 'Order tea.',
        errors: [{ in: 'cup', pointer: '/a', detail: 'cold', code: 'c' }],
        extensions: { cups: 2 },
      },
    });
  });

  it.each([
    [403, '<html>Forbidden</html>', { code: 'http-403', detail: '<html>Forbidden</html>' }],
    [429, '{"message":"Too Many Requests"}', { code: 'http-429', title: 'Too Many Requests' }],
    [404, '', { code: 'http-404', title: 'Not Found', detail: undefined }],
    [400, '{"title":"Bad","detail":"d"}', { code: 'http-400', title: 'Bad', detail: 'd' }],
  ])('of status %d with the body %s is named by its status', async (status, body, error) => {
    server.script(answer(status, body));
    const result = await client(1).getHealth();
    expect(result).toMatchObject({ ok: false, error: { ...error, status, requestId: 'abc' } });
    expect(!result.ok && result.error.cure).toMatch(/\w+\./);
  });

  it.each([502, 503])('is an outage where a server in front of the registry answers %d', async (status) => {
    server.script(answer(status, '<html>Bad gateway</html>'));
    await expect(client(1).getHealth()).rejects.toThrow(
      new RegExp(`a server answered with status ${status}, <html>Bad gateway</html>`),
    );
    await expect(client(1).getHealth()).rejects.toThrow(RegistryUnreachableError);
  });

  it.each([
    [502, '<html>'],
    [503, '<html>'],
    [429, '{"message":"Too Many Requests"}'],
    [500, '{"code":"new-code","title":"t"}'],
  ])('of status %d with the body %s is repeated', async (status, body) => {
    server.script(answer(status, body), json(200, HEALTH));
    expect((await client(4).getHealth()).ok).toBe(true);
  });

  it('waits for a Retry-After that is a date, by the clock of the server', async () => {
    const headers = { date: 'Tue, 01 Dec 2026 10:00:00 GMT', 'retry-after': 'Tue, 01 Dec 2026 10:00:07 GMT' };
    server.script(json(429, {}, headers), json(200, HEALTH));
    expect((await client(4).getHealth()).ok).toBe(true);
    expect(waits).toEqual([7_250]);
  });
});
