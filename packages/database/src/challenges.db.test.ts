import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { did } from '@pos/vocabulary/did.ts';
import {
  consumeChallenge,
  issueChallenge,
  lockAnswer,
  pruneChallenges,
  readAnswer,
  saveAnswer,
  type Challenge,
} from './challenges.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const issuedAt = new Date('2026-05-01T10:00:00.000Z');
const expiresAt = new Date('2026-05-01T10:05:00.000Z');
const refused = { ok: false, error: { code: 'challenge-unknown' } };
const challenge = (changes: Partial<Challenge> = {}): Challenge => ({
  id: randomUUID(),
  did: did('did:web:agent.example'),
  purpose: 'register-agent',
  message: 'registry.example wants you to sign',
  expiresAt,
  ...changes,
});

describe('a challenge', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  async function issued(changes: Partial<Challenge> = {}): Promise<Challenge> {
    const made = challenge(changes);
    await issueChallenge(database.app.orm, made);
    return made;
  }

  const consume = ({ id: challengeId, did: of, purpose }: Challenge, more: object = {}, at = issuedAt) =>
    consumeChallenge(database.app.orm, { challengeId, requestHash: randomUUID(), did: of, purpose, ...more }, at);

  it('is consumed by one of ten concurrent attempts', async () => {
    const one = await issued();
    const uses = await Promise.all(Array.from({ length: 10 }, () => consume(one)));
    expect(uses.filter(({ ok }) => ok)).toEqual([{ ok: true, value: { message: one.message } }]);
    expect(uses.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 9 }, () => refused));
  });

  it('is consumed again by the same request, and by no other', async () => {
    const one = await issued();
    const again = () => consume(one, { requestHash: 'the first' });
    expect([await again(), await again(), await consume(one), await again()]).toMatchObject([
      { ok: true, value: { message: one.message } },
      { ok: true },
      refused,
      { ok: true },
    ]);
    expect(await consume(one, { requestHash: 'the first' }, expiresAt)).toEqual(refused);
  });

  it('keeps the answer to the request that consumed it', async () => {
    const one = await issued();
    const request = { challengeId: one.id, requestHash: 'the first' };
    await expect(database.app.transaction((tx) => lockAnswer(tx, request))).rejects.toThrow('consumed no challenge');
    await consume(one, request);
    await database.app.transaction(async (tx) => {
      expect(await lockAnswer(tx, request)).toBeUndefined();
      await saveAnswer(tx, request, new Uint8Array([1, 2, 3]));
    });
    expect(await readAnswer(database.app.orm, request)).toEqual(new Uint8Array([1, 2, 3]));
    expect(await readAnswer(database.app.orm, { ...request, requestHash: 'another' })).toBeUndefined();
  });

  it('is valid until it expires', async () => {
    const [early, late] = [await issued(), await issued()];
    expect(await consume(early, {}, new Date(expiresAt.getTime() - 1))).toMatchObject({
      ok: true,
    });
    expect(await consume(late, {}, expiresAt)).toEqual(refused);
  });

  it.each([
    ['another DID', { did: did('did:web:other.example') }],
    ['another purpose', { purpose: 'put-capabilities' }],
    ['another id', { id: randomUUID() }],
  ])('is refused for %s, and stays valid after the attempt', async (_, changes) => {
    const one = await issued();
    expect(await consume({ ...one, ...changes })).toEqual(refused);
    expect(await consume(one)).toMatchObject({ ok: true });
  });

  it('is deleted some time after it expired', async () => {
    const [old, open] = [await issued(), await issued({ expiresAt: new Date('2026-05-02') })];
    await pruneChallenges(database.worker.orm, new Date('2026-05-01T11:00:00Z'));
    await expect(issueChallenge(database.app.orm, old)).resolves.toBeUndefined();
    await expect(issueChallenge(database.app.orm, open)).rejects.toMatchObject({ constraint: 'challenges_pkey' });
  });
});
