import { WORKER } from '@pos/contract/worker.ts';
import { listen } from '@pos/database/listen.ts';
import { OUTBOX_CHANNEL } from '@pos/database/outbox.ts';
import { parseEnvironment } from '@pos/runtime/environment.ts';
import { databaseConfig } from '@pos/runtime/needs/database.ts';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { telemetryOf } from '@pos/runtime/telemetry.ts';
import * as z from 'zod';
import { eventBridge } from './event-bus.ts';
import { healthServer } from './health-server.ts';
import { jobsOf } from './jobs.ts';
import { engineInThread } from './engine-in-thread.ts';
import { repeat, type Pulse } from './repeat.ts';
import { createWakeUp } from './wake-up.ts';

const Settings = z.object({
  EVENT_BUS_NAME: z.string().min(1),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** `listen` wants PostgreSQL itself: behind RDS Proxy a listening session would hold a connection of its own for good. */
  OUTBOX_WAKE: z.enum(['poll', 'listen']).default('poll'),
  /** Time between two anchors at the least: seconds where somebody waits for a proof, minutes where each costs a fee. */
  ANCHOR_EVERY_MS: z.coerce.number().int().min(0).max(86_400_000).optional(),
});

const ANCHOR_EVERY_MS = { local: 3_000, deployed: 600_000 } as const;

/** Does the worker's jobs until it is told to stop. `threadFile` is what its threads start with. */
export async function work(threadFile: URL, variables: NodeJS.ProcessEnv): Promise<void> {
  const { needs } = WORKER;
  const telemetry = telemetryOf(WORKER.id);
  const { log } = telemetry;
  const settings = Settings.parse(variables);
  const dependencies = await resolveDependencies({ needs }, { variables, log });
  const outboxCommitted = createWakeUp();
  const listener =
    settings.OUTBOX_WAKE === 'listen'
      ? listen(databaseConfig(parseEnvironment(needs, variables)), OUTBOX_CHANNEL, outboxCommitted.call)
      : undefined;
  const bus = eventBridge(settings.EVENT_BUS_NAME);
  const stopping = new AbortController();
  const pulse: Pulse = new Map();
  const now = () => dependencies.clock.now();

  const server = healthServer({ pulse, watched: ['outbox-relay', 'reconciler'], now, startedAt: now() });
  server.listen(settings.PORT, settings.HOST);
  process.once('SIGTERM', () => stopping.abort());
  process.once('SIGINT', () => stopping.abort());

  log.info('The worker runs');
  const anchorEveryMs =
    settings.ANCHOR_EVERY_MS ?? ANCHOR_EVERY_MS[dependencies.stage === 'local' ? 'local' : 'deployed'];
  const measure = (metric: string, value: number): void => {
    telemetry.count(metric, value);
    telemetry.publish();
  };
  const jobs = jobsOf({
    ...dependencies,
    bus,
    log,
    outboxCommitted,
    anchorEveryMs,
    engine: engineInThread(threadFile),
    measure,
  });
  await Promise.all(jobs.map((job) => repeat(job, { log, pulse, now, signal: stopping.signal })));
  await listener?.stop();
  bus.close();
  await dependencies.database.close();
  server.close();
  server.closeAllConnections();
  log.info('The worker stopped');
}
