import type { Json } from '@pos/vocabulary/json.ts';

/** A committed event of the outbox, in the order of the feed. */
export interface FeedEntry {
  /** Position in the feed: what `Last-Event-ID` resumes after. */
  readonly id: number;
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
  readonly createdAt: Date;
}

/** The agent an event is about, where it is about one. */
export const subjectOf = ({ detail }: FeedEntry): string | undefined => {
  if (typeof detail !== 'object' || detail === null || !('did' in detail)) return undefined;
  return typeof detail.did === 'string' ? detail.did : undefined;
};

/** CloudEvents 1.0 in the JSON event format (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). */
export function cloudEventOf(entry: FeedEntry): Json {
  const subject = subjectOf(entry);
  return {
    specversion: '1.0',
    id: entry.eventId,
    source: entry.source,
    type: entry.detailType,
    time: entry.createdAt.toISOString(),
    ...(subject === undefined ? {} : { subject }),
    datacontenttype: 'application/json',
    data: entry.detail,
  };
}

/** One message of the `text/event-stream` format; JSON has no bare line feeds, so one data line holds it. */
export const messageOf = (entry: FeedEntry): string =>
  `id: ${entry.id}\nevent: ${entry.detailType}\ndata: ${JSON.stringify(cloudEventOf(entry))}\n\n`;

/** A comment: keeps proxies and clients from taking silence for death. */
export const HEARTBEAT = ': still here\n\n';
