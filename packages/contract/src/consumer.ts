import type { DetailOf, EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';
import type { Runtime } from './runtime.ts';

/** Something that acts on events: one queue, one dead-letter queue, one function. */
export interface ConsumerDeclaration {
  readonly id: string;
  readonly summary: string;
  readonly on: readonly EventDeclaration[];
  /** Path of a scalar in the detail: events without it never reach the queue. */
  readonly carrying?: readonly [string, ...string[]];
  readonly emits?: readonly EventDeclaration[];
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
  /** Records in one invocation, and how long the queue gathers them. */
  readonly batch?: { readonly size: number; readonly windowSeconds: number };
  /** Deliveries before a record goes to the dead-letter queue. */
  readonly attempts?: number;
}

export const consumer = <const C extends ConsumerDeclaration>(declaration: C): C => declaration;

export const DEFAULT_BATCH = { size: 100, windowSeconds: 1 } as const;
export const DEFAULT_ATTEMPTS = 5;

/** One event as a consumer's handler receives it; `recordId` is what a failure names. */
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

/** A record the stack could not parse: the handler decides where it is kept. */
export interface RefusedRecord {
  readonly recordId: string;
  readonly reason: 'not-json' | 'not-an-event' | 'unknown-type' | 'unknown-version' | 'detail-invalid';
  readonly detail: string;
  readonly raw: string;
}

/** Records to be delivered again. */
export interface BatchOutcome {
  readonly failedRecordIds: readonly string[];
}

/** What implements a consumer. */
export interface ConsumerHandler<C extends ConsumerDeclaration> {
  handle(records: readonly RecordOf<C['on'][number]>[]): Promise<BatchOutcome>;
  /** Keeps records that will never parse, so that they neither block the queue nor vanish. */
  quarantine(records: readonly RefusedRecord[]): Promise<void>;
}
