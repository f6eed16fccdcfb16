import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  abandonIdempotent,
  beginIdempotent,
  finishIdempotent,
  IdempotentRunLostError,
  pruneIdempotencyKeys,
  type IdempotencyTimes,
  type IdempotentRequest,
  type IdempotentRun,
} from './idempotency.ts';
import { agentProfiles } from './schema/agent-profiles.ts';
import { sampleAgent } from './testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const request = (changes: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  owner: 'register-agent:client',
  key: randomUUID(),
  requestHash: 'hash',
  ...changes,
});

describe('an idempotency key', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  async function run(of: IdempotentRequest, times?: IdempotencyTimes): Promise<IdempotentRun> {
    const begun = await beginIdempotent(database.app.orm, of, times);
    if (begun.state !== 'begun') throw new Error(`The run should begin, but its state is ${begun.state}.`);
    return begun.run;
  }

  it('admits one of ten concurrent requests', async () => {
    const same = request();
    const begun = await Promise.all(Array.from({ length: 10 }, () => beginIdempotent(database.app.orm, same)));
    expect(begun.filter(({ state }) => state === 'begun')).toHaveLength(1);
    expect(begun.filter(({ state }) => state === 'in-progress')).toHaveLength(9);
    expect(begun).toContainEqual({ state: 'in-progress', retryAfterSeconds: 5 });
  });

  it('answers a repetition with the first answer', async () => {
    const same = request();
    const response = { statusCode: 201, headers: { etag: '"1"' }, body: '{}' };
    await finishIdempotent(database.app.orm, await run(same), response);
    expect(await beginIdempotent(database.app.orm, same)).toEqual({ state: 'done', response });
  });

  it('is refused for another request, while the first runs and afterwards', async () => {
    const first = request();
    const running = await run(first);
    expect(await beginIdempotent(database.app.orm, { ...first, requestHash: 'other' })).toEqual({ state: 'mismatch' });
    await finishIdempotent(database.app.orm, running, {});
    expect(await beginIdempotent(database.app.orm, { ...first, requestHash: 'other' })).toEqual({ state: 'mismatch' });
  });

  it('is a different key for another client', async () => {
    const first = request();
    await run(first);
    expect(await beginIdempotent(database.app.orm, { ...first, owner: 'register-agent:somebody else' })).toMatchObject({
      state: 'begun',
    });
  });

  it('is taken over by one run when its holder died', async () => {
    const same = request();
    const died = await run(same, { leaseMs: -1 });
    const begun = await Promise.all(Array.from({ length: 10 }, () => beginIdempotent(database.app.orm, same)));
    expect(begun.filter(({ state }) => state === 'begun')).toHaveLength(1);
    await expect(finishIdempotent(database.app.orm, died, {})).rejects.toBeInstanceOf(IdempotentRunLostError);
    await abandonIdempotent(database.app.orm, died);
    expect(await beginIdempotent(database.app.orm, same)).toMatchObject({ state: 'in-progress' });
  });

  it('is not taken over by a different request', async () => {
    const same = request();
    await run(same, { leaseMs: -1 });
    expect(await beginIdempotent(database.app.orm, { ...same, requestHash: 'other' })).toEqual({ state: 'mismatch' });
  });

  it('rolls back the effect of a run that was taken over', async () => {
    const same = request();
    const slow = await run(same, { leaseMs: -1 });
    const taker = await run(same);
    const late = database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(sampleAgent('late'));
      await finishIdempotent(tx, slow, {});
    });
    await expect(late).rejects.toBeInstanceOf(IdempotentRunLostError);
    await database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(sampleAgent('late'));
      await finishIdempotent(tx, taker, { by: 'taker' });
    });
    expect(await beginIdempotent(database.app.orm, same)).toEqual({ state: 'done', response: { by: 'taker' } });
  });

  it('is free after its run was abandoned', async () => {
    const same = request();
    await abandonIdempotent(database.app.orm, await run(same));
    expect(await beginIdempotent(database.app.orm, same)).toMatchObject({ state: 'begun' });
  });

  it('is deleted after its time, and free for any request', async () => {
    const old = request();
    await finishIdempotent(database.app.orm, await run(old, { keepMs: -1 }), {});
    expect(await beginIdempotent(database.app.orm, { ...old, requestHash: 'other' }, { keepMs: -1 })).toMatchObject({
      state: 'begun',
    });
    const kept = request();
    await run(kept);
    expect(await pruneIdempotencyKeys(database.worker.orm)).toBeGreaterThanOrEqual(1);
    expect(await beginIdempotent(database.app.orm, kept)).toMatchObject({ state: 'in-progress' });
  });
});
