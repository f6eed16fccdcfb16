import { TASKS } from '@pos/contract/tasks.ts';
import { WORKER_ID, workerNeeds } from '@pos/contract/worker.ts';
import { listen } from '@pos/database/listen.ts';
import { OUTBOX_CHANNEL } from '@pos/database/outbox.ts';
import { parseEnvironment } from '@pos/runtime/environment.ts';
import { databaseConfig } from '@pos/runtime/needs/database.ts';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { telemetryOf } from '@pos/runtime/telemetry.ts';
import * as z from 'zod';
import { healthServer } from './health-server.ts';
import { loadTasks } from './load-tasks.ts';
import { repeat } from './repeat.ts';
import { reportTurns } from './report-turns.ts';
import { pulseOf } from './pulse.ts';
import { createWakeUp } from './wake-up.ts';

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /**
   * `listen` needs a direct connection to PostgreSQL. Behind RDS Proxy a listening session would pin a connection
   * permanently.
   */
  OUTBOX_WAKE: z.enum(['poll', 'listen']).default('poll'),
});

/** Runs every task of the contract until SIGTERM or SIGINT. `threadFile` is the program that threads start with. */
export async function work(threadFile: URL, variables: NodeJS.ProcessEnv): Promise<void> {
  const telemetry = telemetryOf(WORKER_ID);
  const { log } = telemetry;
  const settings = Settings.parse(variables);
  const needs = workerNeeds(TASKS);
  const dependencies = await resolveDependencies({ needs }, { variables, log });
  const outboxCommitted = createWakeUp();
  const listener =
    settings.OUTBOX_WAKE === 'listen'
      ? listen(databaseConfig(parseEnvironment(needs, variables)), OUTBOX_CHANNEL, outboxCommitted.call)
      : undefined;
  const stopping = new AbortController();
  const now = () => dependencies.clock.now();
  const tasks = await loadTasks();
  const pulse = pulseOf(
    tasks.map(({ declaration }) => declaration),
    now,
  );

  const server = healthServer(pulse);
  server.listen(settings.PORT, settings.HOST);
  process.once('SIGTERM', () => stopping.abort());
  process.once('SIGINT', () => stopping.abort());

  log.info('The worker runs', { tasks: tasks.map(({ declaration }) => declaration.id) });
  const measure = (metric: string, value: number): void => {
    telemetry.count(metric, value);
    telemetry.publish();
  };
  const running = tasks.map(({ declaration, start }) =>
    repeat(
      {
        id: declaration.id,
        everyMs: declaration.everyMs,
        wakeUp: declaration.wakesOn === 'outbox-committed' ? outboxCommitted : createWakeUp(),
        turn: start({ ...dependencies, measure, threadFile }),
      },
      { log, pulse, signal: stopping.signal },
    ),
  );
  await Promise.all([...running, reportTurns(pulse, measure, stopping.signal)]);
  await listener?.stop();
  dependencies.eventBus.close();
  await dependencies.database.close();
  server.close();
  server.closeAllConnections();
  log.info('The worker stopped');
}
