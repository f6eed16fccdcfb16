import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IDEMPOTENCY_KEY_HOURS, keepsIdempotencyKeys, type RouteDeclaration } from '@pos/contract/route.ts';
import { idempotencyKeys } from '@pos/database/schema/idempotency-keys.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { localSettings, type LocalSettings } from '../testing/local-settings.ts';
import {
  claimsFor,
  closeDatabases,
  declared,
  FUNCTION_ROUTES,
  functionOf,
  withoutSchemas,
  type AnyHandler,
} from '../testing/run-route.ts';
import { writtenLines } from '../testing/written-lines.ts';

let databases: TestDatabase;
let settings: LocalSettings;
beforeAll(async () => {
  databases = await testDatabase();
  settings = localSettings(databases.configs.registry_app);
  Object.assign(process.env, settings.variables);
  writtenLines();
});
beforeEach(() => databases.owner.orm.delete(idempotencyKeys));
afterAll(async () => {
  settings.remove();
  await closeDatabases();
  await databases.close();
});

const KEY = 'a-key-of-mine';
const onlyDatabase = (route: RouteDeclaration): RouteDeclaration => ({ ...withoutSchemas(route), needs: ['database'] });
const scoped = onlyDatabase(declared('register-agent'));
const open = onlyDatabase(declared('settle-payment'));

const success = (route: RouteDeclaration, run: number) =>
  ({
    kind: 'reply',
    status: Number(Object.keys(route.responses)[0]),
    body: { run },
    headers: { location: `/${run}` },
  }) as unknown as Awaited<ReturnType<AnyHandler>>;

/** A function that counts its runs and puts the count into each response. */
function numbered(route: RouteDeclaration, answer = async (run: number) => success(route, run)) {
  let runs = 0;
  const call = functionOf(route, () => answer((runs += 1)));
  return {
    runs: () => runs,
    by: (clientId: string | undefined, key: string | null = KEY, more: object = {}) =>
      call({
        ...(clientId === undefined || route.access.kind === 'open'
          ? {}
          : { claims: claimsFor(clientId, route.access.scope) }),
        headers: key === null ? {} : { 'Idempotency-Key': key },
        body: '{}',
        ...more,
      }),
  };
}

describe('an Idempotency-Key', () => {
  it('replays the first response to the same caller, marked as replayed', async () => {
    const { by, runs } = numbered(scoped);
    const first = await by('ada');
    const second = await by('ada', KEY, { requestId: 'request-2' });
    expect([first.status, first.json, first.headers['location']]).toEqual([201, { run: 1 }, '/1']);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second).toEqual({
      ...first,
      headers: { ...first.headers, 'x-request-id': 'request-2', 'idempotent-replayed': 'true' },
    });
    expect(runs()).toBe(1);
  });

  it('does not replay the response of another caller', async () => {
    const { by, runs } = numbered(scoped);
    await by('ada');
    const other = await by('bob');
    expect([other.status, other.json]).toEqual([201, { run: 2 }]);
    expect(other.headers).not.toHaveProperty('idempotent-replayed');
    expect([(await by('ada')).json, (await by('bob')).json, runs()]).toEqual([{ run: 1 }, { run: 2 }, 2]);
  });

  it('does not replay a response to a caller without token or scope', async () => {
    const { by, runs } = numbered(scoped);
    await by('ada');
    expect(await by(undefined)).toMatchObject({ status: 401, json: { code: 'token-missing' } });
    const claims = claimsFor('ada', 'registry/history.read');
    expect(await by('ada', KEY, { claims })).toMatchObject({ status: 403, json: { code: 'scope-missing' } });
    expect(runs()).toBe(1);
  });

  it('belongs to one route', async () => {
    const [one, other] = [numbered(scoped), numbered(onlyDatabase(declared('put-owner')))];
    await one.by('ada');
    expect((await other.by('ada')).headers).not.toHaveProperty('idempotent-replayed');
    expect(other.runs()).toBe(1);
  });

  it('is refused for another request of the same caller', async () => {
    const { by, runs } = numbered(scoped);
    await by('ada');
    for (const more of [
      { body: '{ }' },
      { query: { a: '1' } },
      { headers: { 'idempotency-key': KEY, 'if-match': '"2"' } },
    ])
      expect(await by('ada', KEY, more)).toMatchObject({ status: 409, json: { code: 'idempotency-key-reused' } });
    expect(runs()).toBe(1);
  });

  it('belongs on an open route to the credential in the body', async () => {
    const { by, runs } = numbered(open);
    const payment = (transaction: string, more: object = {}) => ({
      body: JSON.stringify({ paymentPayload: { payload: { transaction } }, ...more }),
    });
    const mine = await by(undefined, KEY, payment('mine'));
    const again = await by(undefined, KEY, payment('mine'));
    expect([again.json, again.headers['idempotent-replayed']]).toEqual([mine.json, 'true']);
    expect(await by(undefined, KEY, payment('mine', { more: 1 }))).toMatchObject({
      status: 409,
      json: { code: 'idempotency-key-reused' },
    });
    expect(runs()).toBe(1);
    // A stranger who knows the key but not the credential neither reads nor blocks the response.
    const strange = await by(undefined, KEY, payment('strange'));
    expect([strange.status, strange.json, strange.headers['idempotent-replayed']]).toEqual([
      200,
      { run: 2 },
      undefined,
    ]);
  });

  it('is stored with a hash of the credential and not with the credential itself', async () => {
    const { by } = numbered(open);
    await by(undefined, KEY, { body: '{"paymentPayload":{"payload":{"transaction":"secret"}}}' });
    const [row] = await databases.owner.orm.select().from(idempotencyKeys);
    expect(row?.owner).toMatch(/^settle-payment:#[0-9a-f]{64}$/);
  });

  it('and its response are kept for 24 hours', async () => {
    await numbered(scoped).by('ada');
    const [row] = await databases.owner.orm.select().from(idempotencyKeys);
    expect((row?.expiresAt.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0)).toBe(IDEMPOTENCY_KEY_HOURS * 3_600_000);
    expect(IDEMPOTENCY_KEY_HOURS).toBe(24);
  });

  it('replays a refusal', async () => {
    const refusal = async () => ({ kind: 'refusal', problem: { code: 'agent-exists' } }) as never;
    const { by, runs } = numbered(scoped, refusal);
    await by('ada');
    expect(await by('ada')).toMatchObject({
      status: 409,
      json: { code: 'agent-exists' },
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(runs()).toBe(1);
  });

  it.each([
    ['a failure', () => Promise.reject(new Error('bug')), 500],
    ['an outage', () => Promise.reject(new OutageError('solana', 'down')), 503],
    ['a refusal of 500 and above', async () => ({ kind: 'refusal', problem: { code: 'feed-full' } }) as never, 503],
  ] as const)('does not replay %s, so that a repetition runs again', async (_, failure, status) => {
    let broken = true;
    const { by, runs } = numbered(scoped, (run) => (broken ? failure() : Promise.resolve(success(scoped, run))));
    expect((await by('ada')).status).toBe(status);
    broken = false;
    const again = await by('ada');
    expect([again.status, again.json]).toEqual([201, { run: 2 }]);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(runs()).toBe(2);
  });

  it('is refused with Retry-After while the first request is running', async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { by, runs } = numbered(scoped, async (run) => {
      started.resolve();
      await finish.promise;
      return success(scoped, run);
    });
    const first = by('ada');
    await started.promise;
    const meanwhile = await by('ada');
    expect(meanwhile).toMatchObject({ status: 409, json: { code: 'idempotency-in-progress' } });
    expect(Number(meanwhile.headers['retry-after'])).toBeGreaterThan(0);
    finish.resolve();
    expect((await first).json).toEqual({ run: 1 });
    expect((await by('ada')).json).toEqual({ run: 1 });
    expect(runs()).toBe(1);
  });

  it('is leased for the timeout of the function plus five seconds', async () => {
    const running = Promise.withResolvers<void>();
    const { by } = numbered(scoped, async (run) => {
      running.resolve();
      return success(scoped, run);
    });
    await Promise.all([running.promise, by('ada')]);
    const [row] = await databases.owner.orm.select().from(idempotencyKeys);
    expect(row).toMatchObject({ owner: 'register-agent:ada', key: KEY });
    const heldMs = (row?.heldUntil?.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0);
    expect(Math.round(heldMs / 1_000)).toBe((scoped.runtime?.timeoutSeconds ?? 0) + 5);
  });

  it.each(['short', 'x'.repeat(129), 'with space', 'kéy-of-mine', ''])(
    'is refused as an invalid header: %j',
    async (key) => {
      const { by, runs } = numbered(scoped);
      expect(await by('ada', key)).toMatchObject({
        status: 400,
        json: { code: 'request-invalid', errors: [{ in: 'headers', pointer: '/idempotency-key', code: 'format' }] },
      });
      expect(runs()).toBe(0);
    },
  );

  it.each(['x'.repeat(8), '~'.repeat(128), '!"#$%&/()'])('may be %j', async (key) => {
    expect((await numbered(scoped).by('ada', key)).status).toBe(201);
  });

  it('is optional', async () => {
    const { by, runs } = numbered(scoped);
    await by('ada', null);
    await by('ada', null);
    expect(runs()).toBe(2);
    expect(await databases.owner.orm.select().from(idempotencyKeys)).toEqual([]);
  });

  it.each(
    FUNCTION_ROUTES.filter((route) => !keepsIdempotencyKeys(route) && route.challenge === undefined).map(
      (route) => [route.id, route] as const,
    ),
  )('has no effect on %s', async (_, route) => {
    // Reads and safe POST requests store no idempotency key, even if the function has a database.
    const reads = route.method === 'GET' || route.safe === true;
    const text = 'contentType' in (Object.values(route.responses)[0] ?? {});
    const { by, runs } = numbered(
      { ...withoutSchemas(route), needs: reads ? ['database'] : route.needs },
      async (run) => (text ? ({ ...success(route, run), body: 'text' } as never) : success(route, run)),
    );
    await by('ada', 'short');
    await by('ada', 'short');
    expect(runs()).toBe(2);
    expect(await databases.owner.orm.select().from(idempotencyKeys)).toEqual([]);
  });
});
