import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { did } from '@pos/vocabulary/did.ts';
import { consumeChallenge, issueChallenge, pruneChallenges, type Challenge } from './challenges.ts';
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

  it('is consumed by one of ten concurrent attempts', async () => {
    const one = await issued();
    const uses = await Promise.all(Array.from({ length: 10 }, () => consumeChallenge(database.app.orm, one, issuedAt)));
    expect(uses.filter(({ ok }) => ok)).toEqual([{ ok: true, value: { message: one.message } }]);
    expect(uses.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 9 }, () => refused));
  });

  it('is valid until it expires', async () => {
    const [early, late] = [await issued(), await issued()];
    expect(await consumeChallenge(database.app.orm, early, new Date(expiresAt.getTime() - 1))).toMatchObject({
      ok: true,
    });
    expect(await consumeChallenge(database.app.orm, late, expiresAt)).toEqual(refused);
  });

  it.each([
    ['another DID', { did: did('did:web:other.example') }],
    ['another purpose', { purpose: 'put-capabilities' }],
    ['another id', { id: randomUUID() }],
  ])('is refused for %s, and stays valid after the attempt', async (_, changes) => {
    const one = await issued();
    expect(await consumeChallenge(database.app.orm, { ...one, ...changes }, issuedAt)).toEqual(refused);
    expect(await consumeChallenge(database.app.orm, one, issuedAt)).toMatchObject({ ok: true });
  });

  it('is deleted some time after it expired', async () => {
    const [old, open] = [await issued(), await issued({ expiresAt: new Date('2026-05-02') })];
    await pruneChallenges(database.worker.orm, new Date('2026-05-01T11:00:00Z'));
    await expect(issueChallenge(database.app.orm, old)).resolves.toBeUndefined();
    await expect(issueChallenge(database.app.orm, open)).rejects.toMatchObject({ constraint: 'challenges_pkey' });
  });
});
