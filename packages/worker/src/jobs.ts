import type { ConfiguredAnchor, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { CREDIBILITY_AGE } from '@pos/contract/worker.ts';
import type { Database } from '@pos/database/database.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { publishedEpoch } from '@pos/reputation/epochs/epoch-rows.ts';
import type { PassEngine } from '@pos/reputation/epochs/pass-engine.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { paymentsIn } from '@pos/x402/payments.ts';
import { anchorOnce } from './anchoring.ts';
import { ratePayers } from './credibility.ts';
import type { EventBus } from './event-bus.ts';
import { relayOnce } from './outbox-relay.ts';
import { reconcile } from './reconciler.ts';
import type { Job } from './repeat.ts';
import { tidyUp } from './tidy-up.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';

export interface JobDependencies {
  readonly database: Database;
  readonly solana: SolanaLedger;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  /** Called when somebody commits events; polling covers what it misses. */
  readonly outboxCommitted: WakeUp;
  readonly facilitatorKey: FacilitatorKey;
  readonly anchorEveryMs: number;
  /** Payers whom the stage vouches for. */
  readonly anchors: readonly ConfiguredAnchor[];
  /** Among them oracles, who may vouch as well. */
  readonly authorities: readonly EvidenceAuthority[];
  readonly engine: PassEngine;
  /** Tells a number to whoever watches. */
  readonly measure: (metric: string, value: number) => void;
}

/** Below the outage of one poll nobody notices; behind a proxy, where nothing wakes the relay, this is its latency. */
const RELAY_POLL_MS = 500;
const RECONCILE_EVERY_MS = 5_000;
/** How often anchoring looks whether it is time: an anchor under way is not to wait for the next one's time. */
const ANCHOR_POLL_MS = 5_000;
/** How often it is looked whether an epoch is due or asked for. */
const CREDIBILITY_POLL_MS = 2_000;
const HOUR_MS = 3_600_000;
const TIDY_EVERY_MS = HOUR_MS;

const outageAware = async (
  turn: Turn,
  signal: AbortSignal,
  log: Log,
  job: string,
): Promise<'more' | 'done' | 'outage'> => {
  try {
    return await turn(signal);
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'done';
    if (!(error instanceof OutageError)) throw error;
    log.warn('A job waits for a service that does not answer', { job, service: error.service });
    return 'outage';
  }
};

/** A turn that takes minutes stops when asked to, where somebody else can go on. */
type Turn = (signal: AbortSignal) => Promise<'more' | 'done' | 'outage'>;

/** What the worker does, each at its own pace and none in the way of another. */
export function jobsOf(d: JobDependencies): readonly Job[] {
  const driving = { payments: paymentsIn(d.database), solana: d.solana, clock: d.clock, newId: d.newId };
  const turns: readonly (Omit<Job, 'run'> & { readonly turn: Turn })[] = [
    {
      name: 'outbox-relay',
      everyMs: RELAY_POLL_MS,
      wakeUp: d.outboxCommitted,
      turn: async () => {
        const { published, outage } = await relayOnce(d);
        if (outage) return 'outage';
        return published > 0 ? 'more' : 'done';
      },
    },
    {
      name: 'reconciler',
      everyMs: RECONCILE_EVERY_MS,
      wakeUp: createWakeUp(),
      turn: async () => {
        const report = await reconcile(driving);
        const changed = Object.entries(report).filter(
          ([kind, count]) => count > 0 && kind !== 'wait' && kind !== 'finalize',
        );
        if (changed.length > 0) d.log.info('Payments were reconciled', Object.fromEntries(changed));
        return 'done';
      },
    },
    {
      name: 'anchoring',
      everyMs: Math.min(ANCHOR_POLL_MS, Math.max(d.anchorEveryMs, 1_000)),
      wakeUp: createWakeUp(),
      turn: () => anchorOnce(d, { everyMs: d.anchorEveryMs }),
    },
    {
      name: 'credibility',
      everyMs: CREDIBILITY_POLL_MS,
      wakeUp: createWakeUp(),
      turn: (signal) => ratePayers(d, signal),
    },
    {
      name: 'tidy-up',
      everyMs: TIDY_EVERY_MS,
      wakeUp: createWakeUp(),
      turn: async () => {
        d.log.info('Removed what served its purpose', await tidyUp(d.database, d.clock.now()));
        const epoch = await publishedEpoch(d.database.orm);
        if (epoch !== undefined) d.measure(CREDIBILITY_AGE, (d.clock.now().getTime() - epoch.asOf.getTime()) / HOUR_MS);
        return 'done';
      },
    },
  ];
  return turns.map(({ turn, ...job }) => ({ ...job, run: (signal) => outageAware(turn, signal, d.log, job.name) }));
}
