import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getCredential as getRoute } from '@pos/contract/issuer/routes/get-credential.ts';
import { listCredentials as listRoute } from '@pos/contract/issuer/routes/list-credentials.ts';
import { LIST_SIZE } from '@pos/credentials/credential-type.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { credentials } from '@pos/database/schema/credentials.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { appendSampleReceipts, sampleReceipts } from '@pos/history/testing/append-sample-receipts.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { revokeCredential } from '../store/credentials.ts';
import { getCredential } from './get-credential.ts';
import { listCredentials } from './list-credentials.ts';

const DAY_MS = 86_400_000;
const [ada, ben, cyd] = ['ada', 'ben', 'cyd'].map(sampleAgent) as [Agent, Agent, Agent];
type Agent = ReturnType<typeof sampleAgent>;

let server: RouteServer;
let list: (sent?: SentRequest) => Promise<Answer>;
let get: (sent?: SentRequest) => Promise<Answer>;

let clockMs = Date.now() - 60 * DAY_MS;
/** Stores a credential that was issued a day after the one before. */
async function issue({ did }: Agent, more: Partial<typeof credentials.$inferInsert> = {}) {
  const issuedAt = new Date((clockMs += DAY_MS));
  const id = uuidV7(issuedAt, randomBytes(10));
  const expiresAt = new Date(Date.now() + 30 * DAY_MS);
  await server.databases.owner.orm
    .insert(credentials)
    .values({ id, did, lastSequence: 2, issuedAt, expiresAt, ...more });
  return { id, did, issuedAt, expiresAt };
}

beforeAll(async () => {
  server = await startRouteServer();
  list = server.serve(listRoute, listCredentials);
  get = server.serve(getRoute, getCredential);
  await server.databases.owner.orm.insert(agentProfiles).values([ada, ben, cyd]);
});
afterAll(() => server.close());

const of = (did: Did) => ({ did: encodeURIComponent(did) });
const read = ({ id, did }: { readonly id: string; readonly did: Did }, headers = {}) =>
  get({ params: { ...of(did), credentialId: id }, headers });
const statusOf = async (credential: Parameters<typeof read>[0]) => {
  const { json } = await read(credential);
  return [json['status'], json['revokedAt']];
};
const listed = async (did: Did, query: Readonly<Record<string, string>> = {}) => {
  const { json } = await list({ params: of(did), query });
  const found = json['credentials'] as { credentialId: string }[];
  return { found, ids: found.map(({ credentialId }) => credentialId), nextCursor: json['nextCursor'] };
};

describe('the credentials of an agent', () => {
  it('are listed newest first, page by page, each as it is read by its id', async () => {
    const made = [await issue(ada), await issue(ada), await issue(ada)];
    await issue(ben);
    const all = await listed(ada.did);
    expect(all.ids).toEqual(made.map(({ id }) => id).toReversed());
    for (const each of all.found) expect((await read({ id: each.credentialId, did: ada.did })).json).toEqual(each);
    const first = await listed(ada.did, { limit: '2' });
    const second = await listed(ada.did, { limit: '2', cursor: String(first.nextCursor) });
    expect([...first.ids, ...second.ids]).toEqual(all.ids);
    expect(second.nextCursor).toBeNull();
  });

  it('are shown with type, dates and index, and nothing else', async () => {
    const { issuedAt, expiresAt, ...key } = await issue(ada, { statusIndex: LIST_SIZE + 7 });
    expect((await read(key)).json).toEqual({
      credentialId: key.id,
      did: ada.did,
      type: 'http://registry.test/credentials/types/work-history',
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      status: 'valid',
      revokedAt: null,
      statusList: { uri: 'http://registry.test/credentials/status/1', index: 7 },
    });
  });

  it('may be none, which differs from an unknown agent', async () => {
    expect((await list({ params: of(cyd.did) })).json).toEqual({ credentials: [], nextCursor: null });
    const unknown = await list({ params: of(sampleAgent('nobody').did) });
    expect([unknown.status, unknown.json['code']]).toEqual([404, 'agent-unknown']);
  });

  it('are found only under their agent and by their own id', async () => {
    const { id, did } = await issue(ada);
    for (const key of [
      { id, did: ben.did },
      { id: randomUUID(), did },
    ]) {
      const { status, json } = await read(key);
      expect([status, json['code']]).toEqual([404, 'credential-unknown']);
    }
  });

  it('may be cached for five seconds and have entity tags', async () => {
    const key = await issue(ada);
    const { headers } = await read(key);
    expect(headers['cache-control']).toBe('public, max-age=5');
    expect((await read(key, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
  });
});

describe('the status of a credential', () => {
  it('is expired from the expiry on', async () => {
    expect(await statusOf(await issue(ada, { expiresAt: new Date(Date.now() - 1) }))).toEqual(['expired', null]);
  });

  it('is revoked from the time at which its agent revoked it, also after its expiry', async () => {
    const key = await issue(ada, { expiresAt: new Date(Date.now() - 1) });
    const now = new Date();
    await revokeCredential(server.databases.app.orm, { ...key, now });
    expect(await statusOf(key)).toEqual(['revoked', now.toISOString()]);
  });

  it('is revoked from the time at which a receipt that it counts was reversed', async () => {
    const settlementId = randomUUID();
    const paid = { did: cyd.did, settlementId, valueAtomic: usdcAtomic(9_000n) };
    await appendSampleReceipts(server.databases, [paid, ...sampleReceipts(cyd.did, 1)]);
    const [before, after] = [await issue(cyd), await issue(cyd, { lastSequence: 3 })];
    expect(await statusOf(before)).toEqual(['valid', null]);
    await appendSampleReceipts(server.databases, [{ ...paid, outcome: 'reversed' }]);
    expect(await statusOf(before)).toEqual(['revoked', expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/)]);
    expect(await statusOf(after)).toEqual(['valid', null]);
  });
});
