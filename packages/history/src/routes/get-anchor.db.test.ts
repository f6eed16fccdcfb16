import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getAnchor as getRoute } from '@pos/contract/history/routes/get-anchor.ts';
import { listAnchors as listRoute } from '@pos/contract/history/routes/list-anchors.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import { buildAnchor } from '../store/build-anchor.ts';
import { anchorNow, confirmNow } from '../testing/anchor-now.ts';
import { appendSampleReceipts, sampleReceipts } from '../testing/append-sample-receipts.ts';
import { getAnchor } from './get-anchor.ts';
import { listAnchors } from './list-anchors.ts';

const agent = sampleAgent('ada');

let server: RouteServer;
let get: (sent?: SentRequest) => Promise<Answer>;
let anchors: readonly { readonly commitment: string; readonly previous: string; readonly sequence: number }[];

beforeAll(async () => {
  server = await startRouteServer();
  get = server.serve(getRoute, getAnchor);
  await server.databases.owner.orm.insert(agentProfiles).values(agent);
  for (const count of [2, 1]) {
    await appendSampleReceipts(server.databases, sampleReceipts(agent.did, count));
    await anchorNow(server.databases);
  }
  const { json } = await server.serve(listRoute, listAnchors)();
  anchors = json['anchors'] as typeof anchors;
});
afterAll(() => server.close());

const read = (commitment: string, headers = {}) => get({ params: { commitment }, headers });

describe('GET /anchors/{commitment}', () => {
  it('gives each anchor as the list does', async () => {
    expect(anchors.map(({ sequence }) => sequence)).toEqual([2, 1]);
    for (const anchor of anchors) {
      const { status, json } = await read(anchor.commitment);
      expect([status, json]).toEqual([200, anchor]);
    }
  });

  it('leads from an anchor to the previous one', async () => {
    expect((await read(String(anchors[0]?.previous))).json).toEqual(anchors[1]);
  });

  it('does not find an unknown commitment', async () => {
    const { status, json } = await read('7');
    expect([status, json['code']]).toEqual([404, 'anchor-unknown']);
  });

  it('finds an anchor once its transaction is on chain', async () => {
    await appendSampleReceipts(server.databases, sampleReceipts(agent.did, 1));
    const built = await buildAnchor(server.databases.worker, new Date());
    if (built === undefined) throw new Error('There was nothing to anchor');
    expect((await read(built.commitment)).status).toBe(404);
    await confirmNow(server.databases, built);
    expect((await read(built.commitment)).status).toBe(200);
  });

  it.each(['01', '-1', 'x', '9'.repeat(77)])('refuses %s as a commitment', async (commitment) => {
    expect(await read(commitment)).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'path', pointer: '/commitment' }] },
    });
  });

  it('may be cached for five seconds and has an entity tag', async () => {
    const { commitment } = anchors[0] ?? { commitment: '' };
    const { headers } = await read(commitment);
    expect(headers['cache-control']).toBe('public, max-age=5');
    expect((await read(commitment, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
  });
});
