import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { ConsumerId } from '@pos/contract/consumers.ts';
import { deadLetterQueue, queueSettings, TARGETS } from './rules.ts';
import type { BusEvent } from './put-events.ts';

/** Schema of the queues in the registry's PostgreSQL. */
export const QUEUE_SCHEMA = 'local_queues';

/** A record of a dead-letter queue. */
export interface DeadRecord {
  readonly id: string;
  readonly event: BusEvent;
  readonly arrivedAt: Date;
  readonly attempts: number;
}

export interface QueueCounts {
  readonly consumer: ConsumerId;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

/** One delivery of a record to a consumer. */
export interface Delivery {
  readonly id: string;
  readonly event: BusEvent;
  /** 1 for the first delivery. */
  readonly receiveCount: number;
  readonly sentAt: Date;
}

export interface Queues {
  send(consumer: ConsumerId, events: readonly BusEvent[]): Promise<void>;
  /**
   * Delivers batches until closed. `handle` returns the ids of the records to deliver again. An error fails the whole
   * batch.
   */
  deliver(consumer: ConsumerId, handle: (batch: readonly Delivery[]) => Promise<ReadonlySet<string>>): Promise<void>;
  /**
   * Fails every delivery on which no consumer works any more, so that it is repeated at once and not only after the
   * visibility timeout. SQS needs no such call, because it does not stop together with the database.
   */
  bringBack(): Promise<void>;
  counts(): Promise<readonly QueueCounts[]>;
  dead(consumer: ConsumerId, limit: number): Promise<readonly DeadRecord[]>;
  /** Moves dead records back to their queue. Returns their number. */
  redrive(consumer: ConsumerId): Promise<number>;
  close(): Promise<void>;
}

const RETRY = { retryDelay: 1, retryBackoff: true, retryDelayMax: 60 } as const;
const FORTNIGHT_SECONDS = 14 * 86_400;

/**
 * Durable queues on PostgreSQL that behave as SQS does behind EventBridge: at-least-once delivery, visibility timeout,
 * partial batch responses, retries, and a dead-letter queue for each.
 */
export async function openQueues(
  databaseUrl: string,
  onFault: (message: string) => void,
  options: { readonly deliver: boolean } = { deliver: true },
): Promise<Queues> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: QUEUE_SCHEMA,
    application_name: 'local-queues',
    max: 6,
    supervise: options.deliver,
    migrate: options.deliver,
    schedule: false,
    registerInstance: false,
    useListenNotify: options.deliver,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    queueCacheIntervalSeconds: 5,
    monitorVacuum: false,
    reindex: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => onFault(`The queues: ${error.message}`));
  await boss.start();
  if (options.deliver) await ensureQueues(boss);
  const inHand = new Set<string>();

  return {
    async send(consumer, events) {
      await boss.insert(
        consumer,
        events.map((event) => ({ data: event })),
      );
    },
    async deliver(consumer, handle) {
      const target = TARGETS.find((each) => each.consumer === consumer);
      if (target === undefined) throw new Error(`The contract has no consumer ${consumer}.`);
      const { batchSize } = queueSettings(target.declaration);
      const work = {
        batchSize,
        perJobResults: true,
        includeMetadata: true,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 2,
        burstWhenBatchFull: true,
        localConcurrency: 2,
      } as const;
      await boss.work<BusEvent, unknown, typeof work>(consumer, work, async (jobs) => {
        for (const { id } of jobs) inHand.add(id);
        try {
          const failed = await handle(jobs.map(deliveryOf));
          return jobs.map(({ id }) => ({ id, status: failed.has(id) ? ('failed' as const) : ('completed' as const) }));
        } finally {
          for (const { id } of jobs) inHand.delete(id);
        }
      });
    },
    async bringBack() {
      for (const { consumer } of TARGETS) {
        const { rows } = await boss
          .getDb()
          .executeSql(`select id from ${QUEUE_SCHEMA}.job where name = $1 and state = 'active'`, [consumer]);
        const left = (rows as readonly { readonly id: string }[]).map(({ id }) => id).filter((id) => !inHand.has(id));
        if (left.length > 0) await boss.fail(consumer, left);
      }
    },
    counts: () => Promise.all(TARGETS.map(({ consumer }) => countsOf(boss, consumer))),
    async dead(consumer, limit) {
      const jobs = await boss.findJobs<BusEvent>(deadLetterQueue(consumer), { queued: true, limit });
      return jobs.map(({ id, data, createdOn, retryCount }) => ({
        id,
        event: data,
        arrivedAt: createdOn,
        attempts: retryCount,
      }));
    },
    redrive: (consumer) => boss.redrive(deadLetterQueue(consumer), { destination: consumer }),
    close: () => boss.stop({ graceful: options.deliver, timeout: 5_000, close: true }),
  };
}

async function ensureQueues(boss: PgBoss): Promise<void> {
  for (const { consumer, declaration } of TARGETS) {
    const { attempts, visibilitySeconds } = queueSettings(declaration);
    const dead = deadLetterQueue(consumer);
    const kept = { retentionSeconds: FORTNIGHT_SECONDS };
    const live = {
      ...kept,
      ...RETRY,
      retryLimit: attempts - 1,
      expireInSeconds: visibilitySeconds,
      deleteAfterSeconds: 86_400,
      deadLetter: dead,
      notify: true,
    };
    if ((await boss.getQueue(dead)) === null) await boss.createQueue(dead, kept);
    if ((await boss.getQueue(consumer)) === null) await boss.createQueue(consumer, live);
    else await boss.updateQueue(consumer, live);
  }
}

async function countsOf(boss: PgBoss, consumer: ConsumerId): Promise<QueueCounts> {
  const [live] = await boss.getQueueStats(consumer, { force: true });
  const [dead] = await boss.getQueueStats(deadLetterQueue(consumer), { force: true });
  return { consumer, waiting: live?.queuedCount ?? 0, inFlight: live?.activeCount ?? 0, dead: dead?.queuedCount ?? 0 };
}

const deliveryOf = ({ id, data, retryCount, createdOn }: JobWithMetadata<BusEvent>): Delivery => ({
  id,
  event: data,
  receiveCount: retryCount + 1,
  sentAt: createdOn,
});
