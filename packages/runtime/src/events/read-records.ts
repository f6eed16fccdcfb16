import type { ConsumerDeclaration, RecordOf, RefusedRecord } from '@pos/contract/consumer.ts';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';

/** The EventBridge envelope that an SQS message body contains. */
const Envelope = z.looseObject({
  id: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.unknown(),
});

export interface ReadRecords<C extends ConsumerDeclaration> {
  readonly records: readonly RecordOf<C['on'][number]>[];
  readonly refused: readonly RefusedRecord[];
  /** Number of records that repeat, in a newer version, an event which the consumer reads in the older one. */
  readonly skipped: number;
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const complaints = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; ');

const findDeclaration = (declarations: readonly EventDeclaration[], type: string) => ({
  exact: declarations.find((each) => detailType(each) === type),
  named: declarations.find((each) => type.startsWith(`${each.name}.`)),
});

type Read<C extends ConsumerDeclaration> =
  { readonly record: RecordOf<C['on'][number]> } | { readonly refused: RefusedRecord } | { readonly skipped: true };

/**
 * Whether the record repeats, in a newer version, an event which the consumer reads in the older one. The registry
 * publishes each occurrence in both versions. Outside producers may publish only one of them.
 */
const repeatsOlderVersion = ({ on }: ConsumerDeclaration, event: { readonly type: string; readonly source: string }) =>
  on.some(({ deprecated, source }) => deprecated?.successor === event.type && source === event.source);

function readRecord<C extends ConsumerDeclaration>(consumer: C, message: SQSRecord): Read<C> {
  const refuse = (reason: RefusedRecord['reason'], detail: string): Read<C> => ({
    refused: { recordId: message.messageId, reason, detail, raw: message.body },
  });
  const parsed = json(message.body);
  if (parsed === undefined) return refuse('not-json', 'The message body is not JSON.');
  const envelope = Envelope.safeParse(parsed);
  if (!envelope.success) return refuse('not-an-event', complaints(envelope.error));
  const type = envelope.data['detail-type'];
  const { exact, named } = findDeclaration(consumer.on, type);
  if (exact === undefined) {
    if (repeatsOlderVersion(consumer, { type, source: envelope.data.source })) return { skipped: true };
    return named === undefined
      ? refuse('unknown-type', `${consumer.id} does not take ${type}.`)
      : refuse('unknown-version', `${consumer.id} takes ${detailType(named)}, not ${type}.`);
  }
  const detail = exact.detail.safeParse(envelope.data.detail);
  if (!detail.success) return refuse('detail-invalid', complaints(detail.error));
  const record = {
    recordId: message.messageId,
    eventId: envelope.data.id,
    source: envelope.data.source,
    time: new Date(envelope.data.time),
    event: exact.id,
    detail: detail.data,
  };
  return { record: record as RecordOf<C['on'][number]> };
}

/** Splits a batch into records that match the contract, refused records with their reasons, and skipped records. */
export function readRecords<C extends ConsumerDeclaration>(
  consumer: C,
  messages: readonly SQSRecord[],
): ReadRecords<C> {
  const read = messages.map((message) => readRecord(consumer, message));
  return {
    records: read.flatMap((each) => ('record' in each ? [each.record] : [])),
    refused: read.flatMap((each) => ('refused' in each ? [each.refused] : [])),
    skipped: read.filter((each) => 'skipped' in each).length,
  };
}
