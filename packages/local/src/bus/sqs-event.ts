import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Delivery } from './queues.ts';

/**
 * A batch in the form in which an event source mapping passes it to a function. The body of each message is one event.
 */
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
 * Ids of the records to deliver again, from a function's response under `ReportBatchItemFailures`. If the response is
 * malformed or names a record that is not in the batch, all records are delivered again.
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
