import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Listener } from '@pos/service/route-stream.ts';

/** An HTTP response as a listener of a stream: gone when its caller hangs up or the service stops. */
export function listenerOf(request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): Listener {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  request.once('aborted', () => hungUp.abort());
  const gone = AbortSignal.any([hungUp.signal, stopping]);
  return {
    write: (text) => gone.aborted || response.write(text),
    async drained() {
      try {
        await once(response, 'drain', { signal: gone });
      } catch (error) {
        if (!gone.aborted) throw error;
      }
    },
    gone,
  };
}
