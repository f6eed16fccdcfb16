import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@pos/database/database.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { FeedEntry } from './cloud-event.ts';
import { advance, type Gaps } from './gap-watch.ts';
import { newestId, readNewest } from './read-outbox.ts';

/**
 * The newest part of the feed. One poll serves all listeners of the process. It runs only while the process has
 * listeners.
 */
export interface Tail {
  /**
   * Adds a listener and starts the poll if it is not running. Resolves when `end` is known, to a function that removes
   * the listener.
   */
  follow(): Promise<() => void>;
  /** Id of the newest settled entry. No entry with a lower id can become visible any more. */
  readonly end: number;
  /** Settled entries after a position, or `undefined` if some of them are no longer in memory. */
  since(position: number): readonly FeedEntry[] | undefined;
  /** Resolves when `end` next changes. */
  moved(): Promise<void>;
}

const POLL_MS = 250;
const RETRY_MS = 1_000;
const KEPT_ENTRIES = 1_000;
/**
 * The first poll starts this many ids below the newest one, because running transactions may still commit lower ids.
 */
const LOOK_BACK = 200;

/** `onSettled` is called once with every entry that the tail reads. */
export function createTail(
  database: Database,
  log: Log,
  onSettled: (entries: readonly FeedEntry[]) => void = () => undefined,
): Tail {
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
    onSettled(progress.ready);
    kept = [...kept, ...progress.ready].slice(-KEPT_ENTRIES);
    next.resolve();
    next = Promise.withResolvers<void>();
  };

  const begin = async (): Promise<void> => {
    end = Math.max(0, (await newestId(database)) - LOOK_BACK);
    [gaps, kept] = [new Map(), []];
    // The first poll records the missing ids; only the second can tell which of them were rolled back.
    await poll();
    await poll();
  };

  const run = async (): Promise<void> => {
    while (followers > 0) {
      try {
        await poll();
        await sleep(POLL_MS);
      } catch (error) {
        log.warn('The event feed could not read the outbox and will retry', {
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
      const unfollow = () => {
        if (held) followers -= 1;
        held = false;
      };
      try {
        starting ??= begin().then(() => void run());
        await starting;
        return unfollow;
      } catch (error) {
        starting = undefined;
        unfollow();
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
