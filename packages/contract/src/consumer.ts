import type { DetailOf, EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';
import type { Runtime } from './runtime.ts';

/** Acts on events. Each consumer has one queue, one dead-letter queue and one function. */
export interface ConsumerDeclaration {
  /** Also the name of the file that implements the consumer: `packages/<slice>/src/consumers/<id>.ts`. */
  readonly id: string;
  readonly summary: string;
  readonly on: readonly EventDeclaration[];
  /** Path to a scalar in the detail. Events without that scalar never reach the queue. */
  readonly carrying?: readonly [string, ...string[]];
  readonly emits?: readonly EventDeclaration[];
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
  /** Most records of one invocation, and how long the queue collects them. */
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

/** A record that does not parse. The handler decides where it is kept. */
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
  /** Keeps records that will never parse, so that they neither block the queue nor get lost. */
  quarantine(records: readonly RefusedRecord[]): Promise<void>;
}
