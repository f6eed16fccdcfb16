import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@pos/database/database.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { FeedEntry } from './cloud-event.ts';
import { advance, type Gaps } from './gap-watch.ts';
import { newestId, readNewest } from './read-outbox.ts';

/** The end of the feed, followed once for all listeners of this process and only while there are any. */
export interface Tail {
  /** Begins to follow where nobody did; resolves once the end is known. Call the result to let go. */
  follow(): Promise<() => void>;
  /** Everything up to here is settled: nothing will appear before it any more. */
  readonly end: number;
  /** Settled entries after a position, or `undefined` where they are no longer in memory. */
  since(position: number): readonly FeedEntry[] | undefined;
  /** Resolves when the end moves. */
  moved(): Promise<void>;
}

const POLL_MS = 250;
const RETRY_MS = 1_000;
const KEPT_ENTRIES = 1_000;
/** How far back transactions still under way at the start may have drawn their ids. */
const LOOK_BACK = 200;

export function createTail(database: Database, log: Log): Tail {
  let followers = 0;
  let starting: Promise<void> | undefined;
  let end = 0;
  let gaps: Gaps = new Map();
  let kept: FeedEntry[] = [];
  let next = Promise.withResolvers<void>();

  const poll = async (): Promise<void> => {
    const newest = await readNewest(database, end);
    if (newest === undefined) return;
    const progress = advance(newest.entries, { cursor: end, gaps, snapshot: newest.snapshot });
    ({ cursor: end, gaps } = progress);
    if (progress.ready.length === 0) return;
    kept = [...kept, ...progress.ready].slice(-KEPT_ENTRIES);
    next.resolve();
    next = Promise.withResolvers<void>();
  };

  const begin = async (): Promise<void> => {
    end = Math.max(0, (await newestId(database)) - LOOK_BACK);
    [gaps, kept] = [new Map(), []];
    // Twice: the first look only notes what is missing, the second can tell what never comes.
    await poll();
    await poll();
  };

  const run = async (): Promise<void> => {
    while (followers > 0) {
      try {
        await poll();
        await sleep(POLL_MS);
      } catch (error) {
        log.warn('The feed cannot read the outbox and tries again', {
          reason: error instanceof Error ? error.name : 'unknown',
        });
        await sleep(RETRY_MS);
      }
    }
    starting = undefined;
  };

  return {
    async follow() {
      followers += 1;
      let held = true;
      const letGo = () => {
        if (held) followers -= 1;
        held = false;
      };
      try {
        starting ??= begin().then(() => void run());
        await starting;
        return letGo;
      } catch (error) {
        starting = undefined;
        letGo();
        throw error;
      }
    },
    get end() {
      return end;
    },
    since(position) {
      const oldest = kept[0]?.id;
      return oldest === undefined || oldest > position + 1 ? undefined : kept.filter(({ id }) => id > position);
    },
    moved: () => next.promise,
  };
}
