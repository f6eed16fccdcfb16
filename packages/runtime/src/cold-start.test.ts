import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { applySettlement } from '@pos/contract/reputation/consumers/apply-settlement.ts';
import { reply } from '@pos/contract/reply.ts';
import { getSupported } from '@pos/contract/x402/routes/get-supported.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Context, SQSEvent } from 'aws-lambda';
import { consumerLambda } from './consumer-lambda.ts';
import { routeLambda } from './route-lambda.ts';
import { localSettings, writeFacilitatorKey, type LocalSettings } from './testing/local-settings.ts';
import { answerOf, invocation, requestEvent } from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
let written: ReturnType<typeof writtenLines>;
beforeAll(() => void (written = writtenLines()));
beforeEach(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
});
afterEach(() => {
  settings.remove();
  written.clear();
});
afterAll(() => settings.remove());

const EMPTY = { kinds: [], extensions: [], signers: {} };
const keyFile = () => String(settings.variables['FACILITATOR_KEY']).slice('file:'.length);

/** A function that counts its cold starts. A cold start fails if `start` throws. */
function startedFunction(start: () => void = () => undefined) {
  let made = 0;
  const lambda = routeLambda(getSupported, ({ facilitatorKey }) => {
    start();
    made += 1;
    return async () => reply(200, { ...EMPTY, signers: { 'solana:*': [facilitatorKey.address] } });
  });
  const call = async () => answerOf(await lambda(requestEvent(getSupported), invocation()));
  return { call, made: () => made };
}

describe('the cold start of a route', () => {
  it('happens once and serves every later request', async () => {
    const { call, made } = startedFunction();
    const first = await call();
    expect(first.status).toBe(200);
    rmSync(keyFile());
    expect(await call()).toEqual(first);
    expect(made()).toBe(1);
  });

  it('is shared by concurrent requests', async () => {
    const { call, made } = startedFunction();
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(made()).toBe(1);
  });

  it('is repeated after a dependency failed', async () => {
    const { call, made } = startedFunction();
    rmSync(keyFile());
    expect(await call()).toMatchObject({ status: 500, json: { code: 'internal-error' } });
    expect(await call()).toMatchObject({ status: 500 });
    writeFacilitatorKey(keyFile());
    expect((await call()).status).toBe(200);
    expect((await call()).status).toBe(200);
    expect(made()).toBe(1);
  });

  it('is repeated after a variable was missing, and only the log names the variable', async () => {
    const { call } = startedFunction();
    delete process.env['FACILITATOR_KEY'];
    const refused = await call();
    expect(refused).toMatchObject({ status: 500, json: { code: 'internal-error' } });
    expect(refused.text).not.toContain('FACILITATOR_KEY');
    expect(written.text()).toContain('FACILITATOR_KEY');
    Object.assign(process.env, settings.variables);
    expect((await call()).status).toBe(200);
  });

  it('without a public URL fails with the permanent problem type', async () => {
    delete process.env['PUBLIC_URL'];
    const { call } = startedFunction();
    expect(await call()).toMatchObject({ status: 500, json: { type: 'urn:problem-type:pos-registry:internal-error' } });
  });

  it('is repeated after the implementation could not be built', async () => {
    let healthy = false;
    const { call, made } = startedFunction(() => {
      if (!healthy) throw new OutageError('solana', 'down');
    });
    expect(await call()).toMatchObject({ status: 503, json: { code: 'upstream-unavailable', service: 'solana' } });
    healthy = true;
    expect((await call()).status).toBe(200);
    expect(made()).toBe(1);
  });

  it('fails every request that shared it, and is repeated by the next', async () => {
    const { call } = startedFunction();
    rmSync(keyFile());
    expect((await Promise.all([call(), call()])).map(({ status }) => status)).toEqual([500, 500]);
    writeFacilitatorKey(keyFile());
    expect((await Promise.all([call(), call()])).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('the cold start of a consumer', () => {
  const batch = { Records: [] } as SQSEvent;

  it('fails the batch and is repeated with the next one', async () => {
    let made = 0;
    const lambda = consumerLambda(applySettlement, () => {
      made += 1;
      if (made === 1) throw new OutageError('database', 'down');
      return { handle: async () => ({ failedRecordIds: [] }), quarantine: async () => undefined };
    });
    const context = invocation() as Context;
    await expect(lambda(batch, context)).rejects.toThrow('down');
    expect(await lambda(batch, context)).toEqual({ batchItemFailures: [] });
    expect(await lambda(batch, context)).toEqual({ batchItemFailures: [] });
    expect(made).toBe(2);
  });
});
