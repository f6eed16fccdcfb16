import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';

/** PutEvents in the AWS JSON 1.1 protocol. */
const Text = z.string().nullish();
const Entry = z.looseObject({
  Source: Text,
  DetailType: Text,
  Detail: Text,
  EventBusName: Text,
  Resources: z.array(z.string()).nullish(),
  /** Seconds since 1970, or ISO 8601. */
  Time: z.union([z.number(), z.string()]).nullish(),
  TraceHeader: Text,
});
export type PutEventsEntry = z.infer<typeof Entry>;

export const PutEventsRequest = z.looseObject({ Entries: z.array(Entry) });

export const PUT_LIMITS = { entries: 10, bytes: 256 * 1024 } as const;

/** The size of an entry as EventBridge counts it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
function entryBytes(entry: PutEventsEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const time = entry.Time === undefined || entry.Time === null ? 0 : 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), time);
}

/** A refusal of the whole request. */
export interface RequestRefusal {
  readonly type: 'ValidationException';
  readonly message: string;
}

export function checkRequest(entries: readonly PutEventsEntry[]): Result<undefined, RequestRefusal> {
  if (entries.length === 0 || entries.length > PUT_LIMITS.entries) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${PUT_LIMITS.entries}`;
    return err({
      type: 'ValidationException',
      message: `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    });
  }
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  return bytes > PUT_LIMITS.bytes
    ? err({ type: 'ValidationException', message: 'Total size of the entries in the request is over the limit.' })
    : ok(undefined);
}

/** A refusal of one entry. The other entries of the request are accepted. */
export interface EntryRefusal {
  readonly ErrorCode:
    'InvalidArgument' | 'MalformedDetail' | 'NotAuthorizedForSourceException' | 'ResourceNotFoundException';
  readonly ErrorMessage: string;
}

/** An event as rules and targets receive it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

const missing = (name: string): Result<never, EntryRefusal> =>
  err({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  });

function detailOf(text: string): Result<unknown, EntryRefusal> {
  const malformed = err({ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' } as const);
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? ok(detail) : malformed;
  } catch {
    return malformed;
  }
}

const secondPrecision = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

export interface EntryContext {
  readonly buses: readonly string[];
  readonly id: string;
  readonly now: Date;
}

/** The event of an entry, or the reason why the bus refuses it. */
export function eventOf(
  entry: PutEventsEntry,
  { buses, id, now }: EntryContext,
): Result<{ readonly event: BusEvent }, EntryRefusal> {
  if (!entry.Source) return missing('Source');
  if (!entry.DetailType) return missing('DetailType');
  if (!entry.Detail) return missing('Detail');
  if (entry.Source.startsWith('aws.')) {
    return err({ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' });
  }
  const bus = entry.EventBusName?.split('/').at(-1) || 'default';
  if (!buses.includes(bus))
    return err({ ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` });
  const detail = detailOf(entry.Detail);
  if (!detail.ok) return detail;
  const at = typeof entry.Time === 'number' ? new Date(entry.Time * 1_000) : entry.Time ? new Date(entry.Time) : now;
  const event: BusEvent = {
    version: '0',
    id,
    'detail-type': entry.DetailType,
    source: entry.Source,
    account: '000000000000',
    time: secondPrecision(Number.isNaN(at.getTime()) ? now : at),
    region: 'us-east-1',
    resources: entry.Resources ?? [],
    detail: detail.value,
  };
  return ok({ event });
}
