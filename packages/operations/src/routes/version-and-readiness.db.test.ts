import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getReadiness as readiness } from '@pos/contract/operations/routes/get-readiness.ts';
import { getVersion as version } from '@pos/contract/operations/routes/get-version.ts';
import { PUBLISHED_MODEL } from '@pos/contract/reputation/models.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import { getReadiness } from './get-readiness.ts';
import { getVersion } from './get-version.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

let server: RouteServer;
beforeAll(async () => {
  server = await startRouteServer();
});
afterAll(() => server.close());

describe('GET /version', () => {
  it('tells the versions of the API and the model, the start, and no commit where none is known', async () => {
    const { status, json, headers } = await server.serve(version, getVersion)();
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(json).toMatchObject({ reputationModel: PUBLISHED_MODEL.version, stage: 'local', commit: null });
    expect(json['api']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(new Date(String(json['startedAt'])).getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('tells the commit of the deployment', async () => {
    process.env['BUILD_COMMIT'] = COMMIT;
    const { json } = await server.serve(version, getVersion)();
    delete process.env['BUILD_COMMIT'];
    expect(json['commit']).toBe(COMMIT);
  });
});

describe('GET /health/ready', () => {
  it('is 200 while the database answers', async () => {
    const { status, json } = await server.serve(readiness, getReadiness)();
    expect([status, json]).toEqual([200, { status: 'ready' }]);
  });

  it('is 503 with Retry-After while the database does not answer', async () => {
    const { DATABASE_PORT } = process.env;
    // No server listens at port 9.
    process.env['DATABASE_PORT'] = '9';
    const answer = await server.serve(readiness, getReadiness)();
    process.env['DATABASE_PORT'] = DATABASE_PORT;
    expect(answer).toMatchObject({ status: 503, json: { code: 'upstream-unavailable', service: 'database' } });
    expect(answer.headers['retry-after']).toBe('2');
  });
});
