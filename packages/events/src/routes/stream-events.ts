import { setTimeout as sleep } from 'node:timers/promises';
import { EVENTS } from '@pos/contract/events.ts';
import { detailType } from '@pos/contract/event.ts';
import type { RequestOf } from '@pos/contract/reply.ts';
import { streamEvents as route } from '@pos/contract/events/routes/stream-events.ts';
import type { Database } from '@pos/database/database.ts';
import { readRequest } from '@pos/runtime/http/read-request.ts';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { HEARTBEAT, messageOf, subjectOf, type FeedEntry } from '../feed/cloud-event.ts';
import { newestId, readSettled } from '../feed/read-outbox.ts';
import { createTail, type Tail } from '../feed/tail.ts';
import type { Listener, RouteStream, StreamSurroundings } from '@pos/runtime/route-stream.ts';

const HEARTBEAT_MS = 15_000;
const PUBLIC_TYPES = new Set(Object.values(EVENTS).map(detailType));

export interface Feed {
  readonly database: Database;
  readonly tail: Tail;
}

/** A feed and how many more may listen to it: each holds a connection and what it has not read yet. */
export interface SharedFeed extends Feed {
  places: number;
}

/** Listeners stay for hours: where all places are taken, asking at once is of no use. */
const FULL_RETRY_SECONDS = 10;

/**
 * Writes the feed to one listener until it is gone. A listener that cannot keep up is waited for and then reads from
 * the database at its own pace: it costs the others nothing and misses nothing.
 */
export async function feedTo(
  { database, tail }: Feed,
  listener: Listener,
  { after, did }: { readonly after: number | undefined; readonly did: string | undefined },
): Promise<void> {
  const letGo = await tail.follow();
  const wanted = (entry: FeedEntry) =>
    PUBLIC_TYPES.has(entry.detailType) && (did === undefined || subjectOf(entry) === did);
  try {
    let position = await startOf(database, tail, after);
    // The place to go on from, for a listener that loses its connection before the first event.
    listener.write(`retry: 1000\nid: ${position}\n\n`);
    while (!listener.gone.aborted) {
      const moved = tail.moved();
      if (position < tail.end) {
        const batch = tail.since(position) ?? (await readSettled(database, position, tail.end));
        for (const entry of batch) {
          if (wanted(entry) && !listener.write(messageOf(entry))) await listener.drained();
          position = entry.id;
        }
        // A page of nothing means that the rest was pruned or rolled back.
        if (batch.length === 0) position = tail.end;
        continue;
      }
      if (!(await movedInTime(moved, listener))) listener.write(HEARTBEAT);
    }
  } finally {
    letGo();
  }
}

/**
 * Where a listener goes on. A place beyond what is settled here was told by a process that had settled more; one beyond
 * everything there is belongs to another registry, and means the end.
 */
async function startOf(database: Database, tail: Tail, after: number | undefined): Promise<number> {
  if (after === undefined) return tail.end;
  return after <= tail.end || after <= (await newestId(database)) ? after : tail.end;
}

/** False where nothing happened for as long as a listener should be left in silence. */
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
  const { database, log, feedPlaces } = await resolveDependencies(route, surroundings);
  return { database, tail: createTail(database, log), places: feedPlaces };
};

/** One feed serves all listeners of the process. */
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
      if (ready.places === 0) return err({ code: 'feed-full', retryAfterSeconds: FULL_RETRY_SECONDS });
      const lastId = headers['last-event-id'];
      const after = lastId === undefined ? undefined : Number(lastId);
      ready.places -= 1;
      return ok(async (listener: Listener) => {
        try {
          await feedTo(ready, listener, { after, did: query.did });
        } finally {
          ready.places += 1;
        }
      });
    },
  };
}

export const handler = streamEvents(feedOf);
