import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refuse, reply } from '@pos/contract/reply.ts';
import { isRepeatable, type RouteDeclaration } from '@pos/contract/route.ts';
import { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import { consumeChallenge, issueChallenge } from '@pos/database/challenges.ts';
import type { Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { challenges } from '@pos/database/schema/challenges.ts';
import { idempotencyKeys } from '@pos/database/schema/idempotency-keys.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did as didOf } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { localSettings, type LocalSettings } from '../testing/local-settings.ts';
import { claimsFor, closeDatabases, declared, functionOf, type AnyHandler } from '../testing/run-route.ts';
import { writtenLines } from '../testing/written-lines.ts';
import { answerOnce } from './answer-once.ts';

const purpose = 'put-owner';
const did = didOf('did:web:agent.example');
const body = z.strictObject({ value: z.number(), proof: ControlProof });
const route = {
  ...declared('put-owner'),
  params: undefined,
  body,
  responses: { 200: z.object({ run: z.number(), at: z.iso.datetime() }) },
  needs: ['database'],
} as unknown as RouteDeclaration;

let databases: TestDatabase;
let settings: LocalSettings;
beforeAll(async () => {
  databases = await testDatabase();
  settings = localSettings(databases.configs.registry_app);
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(async () => {
  settings.remove();
  await closeDatabases();
  await databases.close();
});

async function challenged(): Promise<z.output<typeof ControlProof>> {
  const id = randomUUID();
  const expiresAt = new Date(Date.now() + 60_000);
  await issueChallenge(databases.app.orm, { id, did, purpose, message: 'sign', expiresAt });
  return { challengeId: id, signature: randomUUID() };
}

type Effect = (tx: Transaction, run: number) => Promise<unknown>;

/** A function that consumes the challenge as `proveControl` does, and counts the runs of its effect. */
function counting(effect: Effect = async () => undefined, before: () => Promise<unknown> = async () => undefined) {
  let runs = 0;
  const handle = (async (request: { body: z.output<typeof body>; requestHash: string }) => {
    const { proof } = request.body;
    const { requestHash } = request;
    const consumed = await consumeChallenge(
      databases.app.orm,
      { challengeId: proof.challengeId, requestHash, did, purpose },
      new Date(),
    );
    if (!consumed.ok) return refuse(consumed.error.code);
    const early = await before();
    if (early !== undefined) return early;
    return answerOnce(route, databases.app, { proof, requestHash }, async (tx) => {
      const run = (runs += 1);
      const refused = await effect(tx, run);
      return (refused ?? reply(200, { run, at: new Date(0).toISOString() }, { etag: `"${run}"` })) as never;
    });
  }) as unknown as AnyHandler;
  const call = functionOf(route, handle);
  return {
    runs: () => runs,
    send: (sent: object, headers: Record<string, string> = {}, clientId = 'ada') =>
      call({
        claims: claimsFor(clientId, 'registry/agents.write'),
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(sent),
      }),
  };
}

const namesOf = async (prefix: string): Promise<readonly string[]> =>
  (await databases.owner.orm.select({ name: agentProfiles.name }).from(agentProfiles))
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix));

const insert = (tx: Transaction, name: string) => tx.insert(agentProfiles).values({ ...sampleAgent(name), name });

describe('a route that uses a challenge', () => {
  it('answers the same request with the first answer, marked as replayed', async () => {
    const { send, runs } = counting();
    const sent = { value: 1, proof: await challenged() };
    const first = await send(sent);
    const again = await send(sent);
    expect([first.status, first.json, first.headers['etag']]).toEqual([
      200,
      expect.objectContaining({ run: 1 }),
      '"1"',
    ]);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(again).toEqual({ ...first, headers: { ...first.headers, 'idempotent-replayed': 'true' } });
    expect([runs(), isRepeatable(route)]).toEqual([1, true]);
  });

  it('refuses another body with the same challenge', async () => {
    const { send, runs } = counting();
    const proof = await challenged();
    await send({ value: 1, proof });
    expect(await send({ value: 2, proof })).toMatchObject({ status: 409, json: { code: 'challenge-unknown' } });
    expect(runs()).toBe(1);
  });

  it('refuses the same request of another client, which may have read it in transit', async () => {
    const { send, runs } = counting();
    const sent = { value: 1, proof: await challenged() };
    await send(sent);
    expect(await send(sent, {}, 'bob')).toMatchObject({ status: 409, json: { code: 'challenge-unknown' } });
    expect(runs()).toBe(1);
  });

  it('runs the effect once for ten requests at once, and gives all of them its answer', async () => {
    const { send, runs } = counting((tx, run) => insert(tx, `once-${run}`).then(() => undefined));
    const sent = { value: 1, proof: await challenged() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(sent)));
    expect(answers.map(({ status, json }) => [status, json['run']])).toEqual(answers.map(() => [200, 1]));
    expect([runs(), await namesOf('once-')]).toEqual([1, ['once-1']]);
  });

  it('keeps neither effect nor answer of a run that failed, and runs again', async () => {
    const { send } = counting(async (tx, run) => {
      await insert(tx, `failing-${run}`);
      if (run === 1) throw new Error('The process died before the commit.');
    });
    const sent = { value: 1, proof: await challenged() };
    expect((await send(sent)).status).toBe(500);
    expect(await namesOf('failing-')).toEqual([]);
    expect(await send(sent)).toMatchObject({ status: 200, json: { run: 2 } });
    expect(await namesOf('failing-')).toEqual(['failing-2']);
  });

  it('rolls a refusal back and stores none, so that the same request may succeed later', async () => {
    const { send } = counting(async (tx, run) => {
      await insert(tx, `refused-${run}`);
      return run === 1 ? refuse('agent-unknown') : undefined;
    });
    const sent = { value: 1, proof: await challenged() };
    expect(await send(sent)).toMatchObject({ status: 404, json: { code: 'agent-unknown' } });
    expect(await namesOf('refused-')).toEqual([]);
    expect(await send(sent)).toMatchObject({ status: 200, json: { run: 2 } });
  });

  it('prefers the answer of a concurrent repetition to a refusal of its own', async () => {
    const other = counting();
    const sent = { value: 1, proof: await challenged() };
    const late = counting(undefined, async () => {
      expect((await other.send(sent)).status).toBe(200);
      return refuse('agent-exists');
    });
    expect(await late.send(sent)).toMatchObject({ status: 200, json: { run: 1 } });
    expect([other.runs(), late.runs()]).toEqual([1, 0]);
  });

  it('answers a repetition after the challenge expired, and ignores Idempotency-Key', async () => {
    const { send, runs } = counting();
    const sent = { value: 1, proof: await challenged() };
    const first = await send(sent, { 'idempotency-key': 'a-key-of-mine' });
    await databases.owner.orm.update(challenges).set({ expiresAt: new Date(0) });
    expect((await send(sent, { 'idempotency-key': 'another-key' })).json).toEqual(first.json);
    expect([runs(), await databases.owner.orm.select().from(idempotencyKeys)]).toEqual([1, []]);
  });
});
