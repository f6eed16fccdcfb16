import type { Json } from '@pos/vocabulary/json.ts';

/** A committed event of the outbox. */
export interface FeedEntry {
  /** Position in the feed. A client that sends it as `Last-Event-ID` resumes after it. */
  readonly id: number;
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
  readonly createdAt: Date;
}

/** The DID of the agent that the event concerns, or `undefined` if the event's detail contains no DID. */
export const subjectOf = ({ detail }: FeedEntry): string | undefined => {
  if (typeof detail !== 'object' || detail === null || !('did' in detail)) return undefined;
  return typeof detail.did === 'string' ? detail.did : undefined;
};

/**
 * A CloudEvents 1.0 event in JSON.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
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

/** One message in the `text/event-stream` format. JSON escapes line feeds, so a single `data` line is enough. */
export const messageOf = (entry: FeedEntry): string =>
  `id: ${entry.id}\nevent: ${entry.detailType}\ndata: ${JSON.stringify(cloudEventOf(entry))}\n\n`;

/** A comment line. It keeps proxies and clients from closing a connection that has no events. */
export const HEARTBEAT = ': heartbeat\n\n';
