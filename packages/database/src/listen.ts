import { Client } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';

export interface Listener {
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 5_000;

/**
 * Calls `onWake` when a transaction that notifies `channel` has committed, and each time the listener has connected,
 * because it misses notifications while it is disconnected. It holds a connection of its own, to PostgreSQL itself and
 * not to a proxy. Wake-ups may be lost, so the caller polls as well.
 */
export function listen(config: DatabaseConfig, channel: string, onWake: () => void): Listener {
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  let failures = 0;

  const lost = () => {
    client = undefined;
    if (stopped) return;
    retry = setTimeout(open, Math.min(100 * 2 ** failures, LONGEST_WAIT_MS));
    failures += 1;
  };
  const open = () => {
    const opening = new Client(
      clientOptions({ ...config, applicationName: `${config.applicationName ?? 'registry'}-listen` }),
    );
    client = opening;
    // `end` follows every `error`, and only `end` decides what happens next.
    opening.on('error', () => undefined);
    opening.once('end', lost);
    opening.on('notification', onWake);
    opening
      .connect()
      .then(() => opening.query(`listen ${opening.escapeIdentifier(channel)}`))
      .then(
        () => {
          failures = 0;
          onWake();
        },
        () => opening.end().catch(() => undefined),
      );
  };

  open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
