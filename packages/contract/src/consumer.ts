import type { DetailOf, EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';
import type { Runtime } from './runtime.ts';

/** Declares a consumer of events. Each consumer has one queue, one dead-letter queue and one Lambda function. */
export interface ConsumerDeclaration {
  /** The implementation is in `packages/<slice>/src/consumers/<id>.ts`. */
  readonly id: string;
  readonly summary: string;
  readonly on: readonly EventDeclaration[];
  /** Path to a scalar in the detail. Events without that scalar never reach the queue. */
  readonly carrying?: readonly [string, ...string[]];
  readonly emits?: readonly EventDeclaration[];
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
  /** Maximum number of records in one invocation, and the time for which the queue collects them. */
  readonly batch?: { readonly size: number; readonly windowSeconds: number };
  /** Deliveries before a record moves to the dead-letter queue. */
  readonly attempts?: number;
}

export const consumer = <const C extends ConsumerDeclaration>(declaration: C): C => declaration;

export const DEFAULT_BATCH = { size: 100, windowSeconds: 1 } as const;
export const DEFAULT_ATTEMPTS = 5;

/** One event as a consumer's handler receives it. A failed record is reported by its `recordId`. */
export type RecordOf<E extends EventDeclaration> = E extends EventDeclaration
  ? {
      readonly recordId: string;
      readonly eventId: string;
      readonly source: string;
      readonly time: Date;
      readonly event: E['id'];
      readonly detail: DetailOf<E>;
    }
  : never;

/** A record that does not match the contract. The handler decides where to store it. */
export interface RefusedRecord {
  readonly recordId: string;
  readonly reason: 'not-json' | 'not-an-event' | 'unknown-type' | 'unknown-version' | 'detail-invalid';
  readonly detail: string;
  readonly raw: string;
}

/** Ids of the records that the queue delivers again. */
export interface BatchOutcome {
  readonly failedRecordIds: readonly string[];
}

/** The implementation of a consumer. */
export interface ConsumerHandler<C extends ConsumerDeclaration> {
  handle(records: readonly RecordOf<C['on'][number]>[]): Promise<BatchOutcome>;
  /** Stores records that do not match the contract, so that they are not lost and do not block the queue. */
  quarantine(records: readonly RefusedRecord[]): Promise<void>;
}
