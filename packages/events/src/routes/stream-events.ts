import { setTimeout as sleep } from 'node:timers/promises';
import { publicEvents, type PublicEvent } from '@pos/contract/derive/public-events.ts';
import { EVENTS } from '@pos/contract/events.ts';
import type { RequestOf } from '@pos/contract/reply.ts';
import { streamEvents as route } from '@pos/contract/events/routes/stream-events.ts';
import type { Database } from '@pos/database/database.ts';
import { readRequest } from '@pos/runtime/http/read-request.ts';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import type { FieldError } from '@pos/vocabulary/problem.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { HEARTBEAT, messageOf, subjectOf, type FeedEntry } from '../feed/cloud-event.ts';
import { reportUnknownTypes } from '../feed/report-unknown-types.ts';
import { newestId, readSettled } from '../feed/read-outbox.ts';
import { createTail, type Tail } from '../feed/tail.ts';
import type { Listener, RouteStream, StreamSurroundings } from '@pos/runtime/route-stream.ts';

const HEARTBEAT_MS = 15_000;

export interface Feed {
  readonly database: Database;
  readonly tail: Tail;
  /** The events that listeners receive, by type. */
  readonly events: ReadonlyMap<string, PublicEvent>;
  readonly publicUrl: string;
}

/** What a listener asks for. An absent filter selects every event. */
export interface Wanted {
  /** Position after which the listener resumes. */
  readonly after: number | undefined;
  readonly dids: ReadonlySet<string> | undefined;
  readonly types: ReadonlySet<string> | undefined;
}

/**
 * A feed and its number of free places. Places are limited because each listener keeps a connection open and its unread
 * events in memory.
 */
export interface SharedFeed extends Feed {
  places: number;
}

/** Value of Retry-After when no place is free. Listeners stay connected for hours, so an immediate retry is useless. */
const FULL_RETRY_SECONDS = 10;

/**
 * Writes the feed to one listener until it disconnects. A slow listener does not delay the others: it reads from the
 * database at its own pace and misses no event.
 */
export async function feedTo(
  { database, tail, events, publicUrl }: Feed,
  listener: Listener,
  { after, dids, types }: Wanted,
): Promise<void> {
  const unfollow = await tail.follow();
  const messageFor = (entry: FeedEntry): string | undefined => {
    const event = events.get(entry.detailType);
    if (event === undefined || types?.has(entry.detailType) === false) return undefined;
    return dids === undefined || dids.has(subjectOf(entry) ?? '') ? messageOf(entry, event, publicUrl) : undefined;
  };
  try {
    let position = await startOf(database, tail, after);
    // A listener that loses its connection before the first event resumes from this id.
    listener.write(`retry: 1000\nid: ${position}\n\n`);
    while (!listener.gone.aborted) {
      const moved = tail.moved();
      if (position < tail.end) {
        const batch = tail.since(position) ?? (await readSettled(database, position, tail.end));
        for (const entry of batch) {
          const message = messageFor(entry);
          if (message !== undefined && !listener.write(message)) await listener.drained();
          position = entry.id;
        }
        // An empty page means that the remaining entries were pruned or rolled back.
        if (batch.length === 0) position = tail.end;
        continue;
      }
      if (!(await movedInTime(moved, listener))) listener.write(HEARTBEAT);
    }
  } finally {
    unfollow();
  }
}

/**
 * Position from which a listener resumes. A position past `tail.end` came from a process with a newer tail. A position
 * past the newest id belongs to another registry; the listener then starts at the end.
 */
async function startOf(database: Database, tail: Tail, after: number | undefined): Promise<number> {
  if (after === undefined) return tail.end;
  return after <= tail.end || after <= (await newestId(database)) ? after : tail.end;
}

/** Resolves to false if the tail's `end` did not change within one heartbeat interval. */
async function movedInTime(moved: Promise<void>, { gone }: Listener): Promise<boolean> {
  const settled = new AbortController();
  const signal = AbortSignal.any([gone, settled.signal]);
  const silence = sleep(HEARTBEAT_MS, false, { signal }).catch(() => true);
  const answer = await Promise.race([moved.then(() => true), silence]);
  settled.abort();
  return answer;
}

type Request = Pick<RequestOf<typeof route>, 'query' | 'headers'>;

const feedOf = async (surroundings: StreamSurroundings): Promise<SharedFeed> => {
  const { database, log, feedPlaces, publicUrl } = await resolveDependencies(route, surroundings);
  const events = publicEvents(Object.values(EVENTS));
  const tail = createTail(database, log, reportUnknownTypes(events, surroundings));
  return { database, tail, events, publicUrl, places: feedPlaces };
};

/** Errors for types that the registry does not declare. An ignored misspelling would look like a feed without events. */
const unknownTypes = (types: readonly string[], { events }: Feed): readonly FieldError[] =>
  types
    .filter((type) => !events.has(type))
    .map((type) => ({
      in: 'query',
      pointer: '/types',
      code: 'choice',
      detail: `There is no event ${type}. GET /events/schemas lists all.`,
    }));

const setOf = (values: readonly string[] | undefined) => (values === undefined ? undefined : new Set(values));

/** Streams the event feed. All listeners of the process share one feed, which the first request opens. */
export function streamEvents(
  open: (surroundings: StreamSurroundings) => Promise<SharedFeed>,
): RouteStream<'stream-events'> {
  let feed: Promise<SharedFeed> | undefined;
  return {
    routeId: route.id,
    contentType: 'text/event-stream',
    async open(event, surroundings) {
      const parts = readRequest(route, event);
      if (!parts.ok) return parts;
      const { query, headers } = parts.value as Request;
      feed ??= open(surroundings).catch((error: unknown) => {
        feed = undefined;
        throw error;
      });
      const ready = await feed;
      const errors = unknownTypes(query.types ?? [], ready);
      if (errors.length > 0) return err({ code: 'request-invalid', errors });
      if (ready.places === 0) return err({ code: 'feed-full', retryAfterSeconds: FULL_RETRY_SECONDS });
      const lastId = headers['last-event-id'];
      const after = lastId === undefined ? undefined : Number(lastId);
      ready.places -= 1;
      return ok(async (listener: Listener) => {
        try {
          await feedTo(ready, listener, { after, dids: setOf(query.did), types: setOf(query.types) });
        } finally {
          ready.places += 1;
        }
      });
    },
  };
}

export const handler = streamEvents(feedOf);
