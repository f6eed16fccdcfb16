import type { Json } from '@pos/vocabulary/json.ts';
import type * as z from 'zod';
import type { Deprecation } from './deprecation.ts';
import type { PublicOutput } from './visibility.ts';

/** A fact that a slice publishes on the bus. */
export interface EventDeclaration {
  readonly id: string;
  /** EventBridge `source` of the registry's own events. */
  readonly source: `pos.${string}`;
  /** EventBridge `detail-type` without its version. */
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  /** Fields that are not public are members of the detail itself, and not of an object in it. */
  readonly detail: z.ZodObject;
  /** True if outside producers may also publish the event, under a source that starts with `pos.producer.`. */
  readonly outsiders?: boolean;
  /** True if every occurrence is also written to the audit archive, which nobody can change or delete. */
  readonly audited?: boolean;
  /** The version before this one, as long as both are published. Declare it with `previousVersion`. */
  readonly previous?: PreviousVersion;
  /** Announces the removal of the event. `successor` is the detail type of the event to use instead. */
  readonly deprecated?: Deprecation;
}

/**
 * The version of an event before another one. Each occurrence is published in both versions until the older one is
 * removed from the contract. See docs/adr/0111-declare-who-may-read-a-field.md.
 */
export interface PreviousVersion {
  /** It is deprecated, and its successor is the newer version. */
  readonly declaration: EventDeclaration;
  /** Makes the wire form of the older detail from the wire form of the newer one. */
  readonly downgrade: (detail: Json) => Json;
}

export const event = <const E extends EventDeclaration>(declaration: E): E => declaration;

/** Declares the version before the one whose detail is `detail`. Both details are in wire form in `downgrade`. */
export const previousVersion = <Older extends EventDeclaration, Newer extends z.ZodObject>(
  declaration: Older,
  _detail: Newer,
  downgrade: (detail: z.input<Newer>) => z.input<Older['detail']>,
): { readonly declaration: Older; readonly downgrade: PreviousVersion['downgrade'] } => ({
  declaration,
  downgrade: downgrade as unknown as PreviousVersion['downgrade'],
});

export const EXTERNAL_SOURCE_PREFIX = 'pos.producer.';

export const detailType = (declaration: EventDeclaration): string => `${declaration.name}.v${declaration.version}`;

/** The parsed detail, as handlers receive it. */
export type DetailOf<E extends EventDeclaration> = z.output<E['detail']>;

/** The public fields of the parsed detail, as listeners of the feed receive them. */
export type PublicDetailOf<E extends EventDeclaration> = PublicOutput<E['detail']>;
