import type { Clock } from '@pos/vocabulary/clock.ts';
import type { FunctionRuntime } from '../function-runtime/runtime.ts';
import { openArchive } from './archive.ts';
import { startBusServer } from './bus-server.ts';
import { openQueues, type Delivery } from './queues.ts';
import { TARGETS } from './rules.ts';
import { failedRecords, sqsEvent } from './sqs-event.ts';

export interface EventBusOptions {
  readonly port: number;
  /** URL of the role that may create the schema of the queues. */
  readonly databaseUrl: string;
  readonly functions: Pick<FunctionRuntime, 'invoke'>;
  readonly clock: Clock;
  readonly onFault: (message: string) => void;
}

export interface RunningBus {
  readonly url: string;
  /** Called when the database runs again after an outage. Repeats the deliveries whose outcome was lost. */
  recover(): void;
  close(): Promise<void>;
}

/** Runs EventBridge, its rules, the queues and the functions behind them on this machine. */
export async function startEventBus({
  port,
  databaseUrl,
  functions,
  clock,
  onFault,
}: EventBusOptions): Promise<RunningBus> {
  const queues = await openQueues(databaseUrl, onFault);
  const archive = await openArchive(databaseUrl);

  const handleWith = (consumer: string) => async (batch: readonly Delivery[]) => {
    const invocation = await functions.invoke(consumer, sqsEvent(consumer, batch, clock.now()));
    if (invocation.kind === 'returned') return failedRecords(invocation.result, batch);
    onFault(`${consumer} ${invocation.kind}: ${invocation.detail}; ${batch.length} records will be delivered again`);
    throw new Error(`${invocation.kind}: ${invocation.detail}`);
  };
  // No consumer works on deliveries of the former run any more.
  await queues.bringBack();
  for (const { consumer } of TARGETS) await queues.deliver(consumer, handleWith(consumer));
  const server = await startBusServer({ port, queues, archive, clock, onFault });
  return {
    url: server.url,
    recover: () =>
      void queues
        .bringBack()
        .catch((error: unknown) => onFault(`The queues: ${error instanceof Error ? error.message : String(error)}`)),
    async close() {
      await server.close();
      await queues.close();
      await archive.close();
    },
  };
}
