import middy from '@middy/core';
import type { ConsumerDeclaration, ConsumerHandler } from '@pos/contract/consumer.ts';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { onceReady } from './composition-root.ts';
import type { DependenciesOf } from './dependencies.ts';
import { readRecords } from './events/read-records.ts';
import { telemetryOf } from './telemetry.ts';

/** The Lambda function of one consumer. Its id in the type keeps a table from listing it under another consumer. */
export interface ConsumerLambda<Id extends string = string> {
  (event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
  readonly consumerId: Id;
}

/**
 * A consumer's handler as a Lambda function behind an SQS event source mapping with `ReportBatchItemFailures`. Records
 * that do not parse are quarantined. A thrown error fails the whole batch, and the queue delivers it again.
 */
export function consumerLambda<const C extends ConsumerDeclaration>(
  consumer: C,
  factory: (dependencies: DependenciesOf<C>) => ConsumerHandler<C>,
): ConsumerLambda<C['id']> {
  const telemetry = telemetryOf(consumer.id);
  const ready = onceReady(consumer, factory, telemetry.log);
  const stack = middy<SQSEvent, SQSBatchResponse>()
    .use({ before: ({ context }) => telemetry.begin(context, undefined) })
    .handler(async (event) => {
      const started = performance.now();
      try {
        const handler = await ready();
        const { records, refused, skipped } = readRecords(consumer, event.Records);
        const unknown = refused.filter(({ reason }) => reason === 'unknown-version');
        if (refused.length > 0) {
          telemetry.log.warn('Records were quarantined', {
            count: refused.length,
            reasons: refused.map((each) => each.reason),
            unknownVersions: unknown.map((each) => each.detail),
          });
          await handler.quarantine(refused);
        }
        const { failedRecordIds } = records.length > 0 ? await handler.handle(records) : { failedRecordIds: [] };
        telemetry.count('Records', event.Records.length);
        telemetry.count('Quarantined', refused.length);
        telemetry.count('UnknownVersions', unknown.length);
        telemetry.count('Skipped', skipped);
        telemetry.count('Failed', failedRecordIds.length);
        return { batchItemFailures: failedRecordIds.map((itemIdentifier) => ({ itemIdentifier })) };
      } catch (error) {
        telemetry.log.error('The batch failed and will be delivered again', error, { records: event.Records.length });
        telemetry.count('Failed', event.Records.length);
        throw error;
      } finally {
        telemetry.duration(performance.now() - started);
        telemetry.publish();
      }
    });
  return Object.assign((event: SQSEvent, context: Context) => stack(event, context), { consumerId: consumer.id });
}
