import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import { agentExists } from './agent-exists.ts';
import { consumeChallenge, lockAnswer, pruneChallenges, readAnswer, saveAnswer } from './challenges.ts';
import { abandonIdempotent, beginIdempotent, finishIdempotent, pruneIdempotencyKeys } from './idempotency.ts';
import { leaseOutbox, enqueue, markFailed, markPublished, outboxBacklog, pruneOutbox } from './outbox.ts';
import { standingChallenge } from './standing-challenge.ts';
import { pruneProcessedEvents } from './processed-events.ts';
import { faultsOf, planFaults, plansOf, sentBy, type PlanCase } from './testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const NOW = new Date('2026-01-31T12:00:00Z');
const request = { owner: 'route:client', key: 'a-key-of-mine', requestHash: 'hash' };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.app.transaction((tx) =>
    enqueue(tx, [{ eventId: randomUUID(), source: 'pos.test', detailType: 'Happened.v1', detail: {} }]),
  );
});
afterAll(() => database.close());

const presented = { challengeId: randomUUID(), requestHash: 'a hash' };

const CASES: Readonly<Record<string, PlanCase>> = {
  agentExists: { run: () => agentExists(database.app, did('did:web:a.example')), indexes: ['agent_profiles_pkey'] },
  consumeChallenge: {
    run: () =>
      consumeChallenge(
        database.app.orm,
        { ...presented, did: did('did:web:a.example'), purpose: 'register-agent' },
        NOW,
      ),
    indexes: ['challenges_pkey'],
  },
  readAnswer: { run: () => readAnswer(database.app.orm, presented), indexes: ['challenges_pkey'] },
  'an answer, locked and saved': {
    run: () =>
      database.app.transaction(async (tx) => {
        await lockAnswer(tx, presented).catch(() => undefined);
        await saveAnswer(tx, presented, new Uint8Array());
      }),
    indexes: ['challenges_pkey'],
  },
  standingChallenge: {
    run: () =>
      standingChallenge(
        database.app.orm,
        { id: randomUUID(), did: did('did:web:a.example'), purpose: 'list-payer-settlements' },
        NOW,
      ),
    indexes: ['challenges_pkey'],
  },
  pruneChallenges: { run: () => pruneChallenges(database.worker.orm, NOW), indexes: ['challenges_expiry'] },
  'an idempotent run, repeated and finished': {
    run: async () => {
      const begun = await beginIdempotent(database.app.orm, request);
      await beginIdempotent(database.app.orm, request);
      if (begun.state === 'begun') await finishIdempotent(database.app.orm, begun.run, {});
    },
    indexes: ['idempotency_keys_owner_key_pk'],
  },
  'an idempotent run, abandoned': {
    run: () => abandonIdempotent(database.app.orm, { ...request, holder: randomUUID() }),
    indexes: ['idempotency_keys_owner_key_pk'],
  },
  pruneIdempotencyKeys: { run: () => pruneIdempotencyKeys(database.worker.orm), indexes: ['idempotency_keys_expiry'] },
  leaseOutbox: {
    run: () => leaseOutbox(database.worker.orm, 100, 30_000),
    indexes: ['outbox_unpublished', 'outbox_pkey'],
  },
  markPublished: { run: () => markPublished(database.worker.orm, [1, 2]), indexes: ['outbox_pkey'] },
  markFailed: {
    run: () => markFailed(database.worker.orm, [1, 2], 'refused'),
    indexes: ['outbox_pkey|outbox_unpublished'],
  },
  outboxBacklog: { run: () => outboxBacklog(database.worker.orm), indexes: ['outbox_unpublished'] },
  pruneOutbox: { run: () => pruneOutbox(database.worker.orm, NOW), indexes: ['outbox_published', 'outbox_pkey'] },
  pruneProcessedEvents: {
    run: () => pruneProcessedEvents(database.worker.orm, NOW),
    indexes: ['processed_events_age'],
  },
};

describe('the statements of the database package read by an index', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});

describe('the check of a plan', () => {
  it('finds a scan, a sort, an index that is not used and a case that sends nothing', async () => {
    const sent = await sentBy(async () => {
      await database.owner.orm.execute("select detail from outbox where detail_type = 'x' order by source");
    });
    const faults = faultsOf(await plansOf(database, sent), ['outbox_pkey']);
    expect(faults).toEqual(['scans all of outbox', 'sorts rows of outbox', 'does not use outbox_pkey']);
    expect(faultsOf([], [])).toEqual(['nothing was sent']);
  });

  it('finds an allowance that is not needed any more', () =>
    expect(
      faultsOf([{ 'Node Type': 'Index Scan', 'Index Name': 'outbox_pkey' }], [], {
        sorts: 'why',
        scans: { outbox: 'why' },
      }),
    ).toEqual(['no longer scans outbox', 'no longer sorts']));

  it('keeps the parameters that were sent', async () => {
    const sent = await sentBy(() => agentExists(database.app, did('did:web:a.example')));
    expect(sent).toEqual([{ text: expect.stringContaining('$1'), values: ['did:web:a.example', 1] }]);
  });
});
