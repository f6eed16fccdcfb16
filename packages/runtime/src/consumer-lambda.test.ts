import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordOf, RefusedRecord } from '@pos/contract/consumer.ts';
import { consumer } from '@pos/contract/consumer.ts';
import { event } from '@pos/contract/event.ts';
import { Instant } from '@pos/contract/schemas/time.ts';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { consumerLambda } from './consumer-lambda.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import { invocation } from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
let written: ReturnType<typeof writtenLines>;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  written = writtenLines();
});
afterEach(() => written.clear());
afterAll(() => settings.remove());

const happened = event({
  id: 'happened',
  source: 'pos.test',
  name: 'Happened',
  version: 2,
  summary: 'Something happened.',
  detail: z.object({ count: z.number(), at: Instant }),
});
const counting = consumer({ id: 'count-it', summary: 'Counts.', on: [happened], needs: [] });

const envelope = (changes: object = {}) => ({
  id: 'e-1',
  source: 'pos.test',
  'detail-type': 'Happened.v2',
  time: '2026-01-31T12:00:00Z',
  detail: { count: 1, at: '2026-01-31T12:00:00.000Z' },
  ...changes,
});

/** Runs one batch of messages, with the ids `m-0`, `m-1` and so on, through the function of a consumer. */
async function run(bodies: readonly unknown[], outcome: readonly string[] | Error = []) {
  const seen: { records: RecordOf<typeof happened>[]; refused: RefusedRecord[] } = { records: [], refused: [] };
  const lambda = consumerLambda(counting, () => ({
    async handle(records) {
      seen.records.push(...records);
      if (outcome instanceof Error) throw outcome;
      return { failedRecordIds: outcome };
    },
    quarantine: async (refused) => void seen.refused.push(...refused),
  }));
  const texts = bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)));
  const records = texts.map((body, place) => ({ messageId: `m-${place}`, body }));
  const answer = lambda({ Records: records } as SQSEvent, invocation({ requestId: 'batch' }));
  return { answer: await answer.catch((error: unknown) => error), seen };
}

describe('the function of a consumer', () => {
  it('names its consumer', () =>
    expect(
      consumerLambda(counting, () => ({
        handle: async () => ({ failedRecordIds: [] }),
        quarantine: async () => undefined,
      })).consumerId,
    ).toBe('count-it'));

  it('passes records to the handler as the contract decodes them', async () => {
    const { answer, seen } = await run([envelope(), envelope({ id: 'e-2', time: '2026-01-31T13:00:00+01:00' })]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(seen.refused).toEqual([]);
    const common = { source: 'pos.test', event: 'happened', time: new Date('2026-01-31T12:00:00Z') };
    const detail = { count: 1, at: new Date('2026-01-31T12:00:00.000Z') };
    expect(seen.records).toEqual([
      { ...common, recordId: 'm-0', eventId: 'e-1', detail },
      { ...common, recordId: 'm-1', eventId: 'e-2', detail },
    ]);
    expect(written.logged()).toEqual([]);
  });

  it('reports the records that the handler failed', async () => {
    const started = performance.now();
    const { answer } = await run([envelope(), envelope()], ['m-1']);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
    expect(written.measured()).toMatchObject({ Records: 2, Quarantined: 0, Failed: 1, DurationMs: expect.any(Number) });
    expect(written.measured()['DurationMs']).toBeLessThanOrEqual(performance.now() - started);
  });

  it('quarantines records that do not match the contract, with the reason, and handles the others', async () => {
    const bodies = [
      'no json',
      { detail: {} },
      envelope({ 'detail-type': 'Other.v1' }),
      envelope({ 'detail-type': 'Happened.v1' }),
      envelope({ 'detail-type': 'HappenedElsewhere.v2' }),
      envelope({ detail: { count: 'one', at: 'never' } }),
      envelope(),
    ];
    const { answer, seen } = await run(bodies);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(seen.records.map(({ recordId }) => recordId)).toEqual(['m-6']);
    expect(seen.refused.map(({ recordId, reason }) => [recordId, reason])).toEqual([
      ['m-0', 'not-json'],
      ['m-1', 'not-an-event'],
      ['m-2', 'unknown-type'],
      ['m-3', 'unknown-version'],
      ['m-4', 'unknown-type'],
      ['m-5', 'detail-invalid'],
    ]);
    expect(seen.refused.map(({ raw }) => raw)).toEqual([
      bodies[0],
      ...bodies.slice(1, 6).map((body) => JSON.stringify(body)),
    ]);
    const [, , other, version, , detail] = seen.refused.map((each) => each.detail);
    expect(other).toBe('count-it does not take Other.v1.');
    expect(version).toBe('count-it takes Happened.v2, not Happened.v1.');
    expect(detail).toMatch(/^count: .+; at: /);
    expect(written.measured()).toMatchObject({ Records: 7, Quarantined: 6, Failed: 0 });
    expect(written.logged()).toMatchObject([{ level: 'WARN', count: 6, service: 'count-it' }]);
  });

  it('does not call the handler without a matching record', async () => {
    const { answer } = await run(['no json'], new Error('never called'));
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('fails the whole batch on an error, which it logs and counts', async () => {
    const { answer } = await run([envelope(), envelope()], new Error('the cause'));
    expect(answer).toMatchObject({ message: 'the cause' });
    expect(written.measured()).toMatchObject({ Failed: 2, DurationMs: expect.any(Number) });
    expect(written.logged()).toMatchObject([
      { level: 'ERROR', requestId: 'invocation-of-batch', records: 2, error: { message: 'the cause' } },
    ]);
  });
});
