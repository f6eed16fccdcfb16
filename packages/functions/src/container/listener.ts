import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Listener } from '@pos/runtime/route-stream.ts';

/**
 * A client that reads nothing for this time is disconnected, which frees its place in the feed. TCP alone would keep
 * the connection open.
 */
const LONGEST_STALL_MS = 60_000;

/**
 * Makes a stream listener from an HTTP response. The listener is gone when the client disconnects or stops reading, or
 * when the service stops.
 */
export function listenerOf(
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
  longestStallMs = LONGEST_STALL_MS,
): Listener {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  request.once('aborted', () => hungUp.abort());
  const gone = AbortSignal.any([hungUp.signal, stopping]);
  return {
    write: (text) => gone.aborted || response.write(text),
    async drained() {
      const stalled = setTimeout(() => response.destroy(), longestStallMs);
      try {
        await once(response, 'drain', { signal: gone });
      } catch (error) {
        if (!gone.aborted) throw error;
      } finally {
        clearTimeout(stalled);
      }
    },
    gone,
  };
}
