import type * as z from 'zod';
import type { Deprecation } from './deprecation.ts';

/** A fact that a slice publishes on the bus. */
export interface EventDeclaration {
  readonly id: string;
  /** EventBridge `source` of the registry's own events. */
  readonly source: `pos.${string}`;
  /** EventBridge `detail-type` without its version. */
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly detail: z.ZodType;
  /** True if outside producers may also publish the event, under a source that starts with `pos.producer.`. */
  readonly outsiders?: boolean;
  /** True if every occurrence is also written to the audit archive, which nobody can change or delete. */
  readonly audited?: boolean;
  /** Announces the removal of the event. `successor` is the detail type of the event to use instead. */
  readonly deprecated?: Deprecation;
}

export const event = <const E extends EventDeclaration>(declaration: E): E => declaration;

export const EXTERNAL_SOURCE_PREFIX = 'pos.producer.';

export const detailType = (declaration: EventDeclaration): string => `${declaration.name}.v${declaration.version}`;

/** The parsed detail, as handlers receive it. */
export type DetailOf<E extends EventDeclaration> = z.output<E['detail']>;
