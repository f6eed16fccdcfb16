import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from './queues.ts';
import { failedRecords, sqsEvent } from './sqs-event.ts';

const deliveryOf = (id: string, receiveCount = 1): Delivery => ({
  id,
  receiveCount,
  sentAt: new Date('2026-03-01T11:59:00Z'),
  event: {
    version: '0',
    id: `event-${id}`,
    'detail-type': 'A.v1',
    source: 'pos.test',
    account: '000000000000',
    time: '2026-03-01T12:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { ü: id },
  },
});

const batches = fc
  .uniqueArray(fc.uuid(), { minLength: 1, maxLength: 12 })
  .map((ids) => ids.map((id) => deliveryOf(id)));
const idsOf = (batch: readonly Delivery[]) => batch.map(({ id }) => id);

describe('sqsEvent', () => {
  it('has the event as text, with its digest, receive count and times', () => {
    const { Records } = sqsEvent('apply-settlement', [deliveryOf('a', 3)], new Date('2026-03-01T12:00:00Z'));
    const [record] = Records;
    expect(JSON.parse(record?.body ?? '')).toEqual(deliveryOf('a').event);
    expect(record).toMatchObject({
      messageId: 'a',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:apply-settlement',
      md5OfBody: createHash('md5')
        .update(record?.body ?? '')
        .digest('hex'),
      attributes: {
        ApproximateReceiveCount: '3',
        SentTimestamp: '1772366340000',
        ApproximateFirstReceiveTimestamp: '1772366400000',
      },
    });
  });
});

describe('failedRecords, by the rules of ReportBatchItemFailures', () => {
  it('answers exactly the records that are named', () =>
    fc.assert(
      fc.property(batches, fc.func(fc.boolean()), (batch, chosen) => {
        const named = idsOf(batch).filter((id) => chosen(id));
        const result = { batchItemFailures: named.map((itemIdentifier) => ({ itemIdentifier })) };
        expect([...failedRecords(result, batch)].toSorted()).toEqual(named.toSorted());
      }),
    ));

  it.each([[null], [undefined], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])(
    'treats %j as success of all records',
    (result) => expect(failedRecords(result, [deliveryOf('a')]).size).toBe(0),
  );

  it('treats an answer with an unknown record as failure of all records', () =>
    fc.assert(
      fc.property(
        batches,
        fc.oneof(
          fc.constant('a'),
          fc.constant([{}]),
          fc.constant([{ itemIdentifier: '' }]),
          fc.constant([{ itemIdentifier: 'stranger' }]),
          fc.constant([null]),
        ),
        (batch, batchItemFailures) => {
          expect([...failedRecords({ batchItemFailures }, batch)].toSorted()).toEqual(idsOf(batch).toSorted());
        },
      ),
    ));
});
