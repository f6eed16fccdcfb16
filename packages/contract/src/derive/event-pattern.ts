import type { ConsumerDeclaration } from '../consumer.ts';
import { EXTERNAL_SOURCE_PREFIX, type EventDeclaration } from '../event.ts';

/** An EventBridge event pattern, reduced to the members that the rules of the registry use. */
export interface EventPattern {
  readonly source: readonly (string | { readonly prefix: string })[];
  readonly 'detail-type': readonly { readonly prefix: string }[];
  readonly detail?: Carrying;
}

/** A path to a scalar, because EventBridge's `exists` matches leaf members only. */
type Carrying = { readonly [name: string]: Carrying | readonly [{ readonly exists: true }] };

const carryingOf = ([name, ...rest]: readonly string[]): Carrying | readonly [{ readonly exists: true }] =>
  name === undefined ? [{ exists: true }] : { [name]: carryingOf(rest) };

function carries(detail: unknown, wanted: Carrying | readonly [{ readonly exists: true }]): boolean {
  const isScalar = typeof detail !== 'object' || detail === null;
  if (Array.isArray(wanted)) return detail !== undefined && isScalar;
  return (
    !isScalar &&
    Object.entries(wanted).every(
      ([name, inside]) => Object.hasOwn(detail, name) && carries((detail as Record<string, unknown>)[name], inside),
    )
  );
}

const everyVersion = (events: readonly EventDeclaration[]): readonly { readonly prefix: string }[] =>
  [...new Set(events.map(({ name }) => name))].map((name) => ({ prefix: `${name}.` }));

/**
 * The pattern of a consumer's rule. It matches every version of the consumer's events, so that an unknown version
 * reaches the consumer, which quarantines it with a reason. Otherwise the bus would drop it.
 */
export function eventPatternOf(consumer: ConsumerDeclaration): EventPattern {
  const sources = new Set(consumer.on.map((event) => event.source));
  const outsiders = consumer.on.some((event) => event.outsiders === true);
  return {
    source: [...sources, ...(outsiders ? [{ prefix: EXTERNAL_SOURCE_PREFIX }] : [])],
    'detail-type': everyVersion(consumer.on),
    ...(consumer.carrying === undefined ? {} : { detail: carryingOf(consumer.carrying) as Carrying }),
  };
}

/** Whether a pattern matches an event, by the rules of EventBridge. */
export function matchesPattern(
  pattern: EventPattern,
  event: { source: string; detailType: string; detail?: unknown },
): boolean {
  const fits = (value: string, wanted: readonly (string | { readonly prefix: string })[]) =>
    wanted.some((each) => (typeof each === 'string' ? value === each : value.startsWith(each.prefix)));
  const carried = pattern.detail === undefined || carries(event.detail, pattern.detail);
  return carried && fits(event.source, pattern.source) && fits(event.detailType, pattern['detail-type']);
}

/**
 * The pattern of the audit rule. It matches every version of the audited events, but only if the registry itself
 * published them.
 */
export const auditPatternOf = (audited: readonly EventDeclaration[]): EventPattern => ({
  source: [...new Set(audited.map((event) => event.source))],
  'detail-type': everyVersion(audited),
});
