import { Client } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';

export interface Listener {
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 5_000;

/**
 * Calls `onWake` when a transaction that notifies `channel` has committed. Also calls it each time the listener has
 * connected, because notifications are missed while it is disconnected. The listener keeps its own connection, which
 * must lead to PostgreSQL directly and not through a proxy. Wake-ups may be lost, so the caller polls as well.
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
    // `end` follows every `error`, so only the handler of `end` reconnects.
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
