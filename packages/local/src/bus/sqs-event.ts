import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Delivery } from './queues.ts';

/** A batch as an event source mapping passes it to a function. The event is the text of each message. */
export const sqsEvent = (consumer: string, batch: readonly Delivery[], now: Date): SQSEvent => ({
  Records: batch.map(({ id, event, receiveCount, sentAt }) => {
    const body = JSON.stringify(event);
    return {
      messageId: id,
      receiptHandle: `${id}#${receiveCount}`,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(sentAt.getTime()),
        SenderId: 'events.amazonaws.com',
        ApproximateFirstReceiveTimestamp: String(now.getTime()),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${consumer}`,
      awsRegion: 'us-east-1',
    };
  }),
});

/**
 * Records to deliver again by a function's answer under `ReportBatchItemFailures`: none where it names none, all where
 * the answer is malformed or names a record that is not in the batch.
 */
export function failedRecords(result: unknown, batch: readonly Delivery[]): ReadonlySet<string> {
  const all = new Set(batch.map(({ id }) => id));
  if (result === null || result === undefined) return new Set();
  const failures = (result as Partial<SQSBatchResponse>).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : undefined,
  );
  return ids.every((id): id is string => typeof id === 'string' && all.has(id)) ? new Set(ids) : all;
}
