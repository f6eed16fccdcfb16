import { detailType } from '@pos/contract/event.ts';
import type { PublicEvent } from '@pos/contract/derive/public-events.ts';
import { schemaPath } from '@pos/contract/derive/public-event-schema.ts';
import type { Json } from '@pos/vocabulary/json.ts';

/** A committed event of the outbox, with all fields. */
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
 * A CloudEvents 1.0 event in JSON, with the public fields of the entry as its data. `bussource` is an extension
 * attribute: the source of the event on the registry's bus, which former releases sent as `source`. Source:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function cloudEventOf(entry: FeedEntry, { declaration, detailOf }: PublicEvent, publicUrl: string): Json {
  const subject = subjectOf(entry);
  return {
    specversion: '1.0',
    id: entry.eventId,
    source: publicUrl,
    type: entry.detailType,
    time: entry.createdAt.toISOString(),
    ...(subject === undefined ? {} : { subject }),
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}${schemaPath(detailType(declaration))}`,
    bussource: entry.source,
    data: detailOf(entry.detail),
  };
}

/** One message in the `text/event-stream` format. JSON escapes line feeds, so a single `data` line is enough. */
export const messageOf = (entry: FeedEntry, event: PublicEvent, publicUrl: string): string =>
  `id: ${entry.id}\nevent: ${entry.detailType}\ndata: ${JSON.stringify(cloudEventOf(entry, event, publicUrl))}\n\n`;

/** A comment line. It keeps proxies and clients from closing a connection that has no events. */
export const HEARTBEAT = ': heartbeat\n\n';
