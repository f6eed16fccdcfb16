import { MS_PER_DAY } from './evidence.ts';
import { decayOver } from './portable-exp.ts';

/** How long an seed takes to be trusted fully, and to be forgotten. */
export const SEED_RAMP_DAYS = 20;

/** Within the ramp trust doubles, and later halves, in so many days: a thousandth at its ends. */
export const SEED_DOUBLING_DAYS = 2;

export interface TrustSeed {
  readonly sinceMs: number;
  /** Null while it stands. */
  readonly untilMs: number | null;
}

/**
 * Trust within 0..1. It grows and fades by a constant factor a day, because what a score makes of evidence is steepest
 * where there is least of it: in a straight line, an agent with one such payer would lose most on the last day.
 */
export function seedTrustAt({ sinceMs, untilMs }: TrustSeed, atMs: number): number {
  if (untilMs === null || atMs <= untilMs) return risen((atMs - sinceMs) / MS_PER_DAY);
  const days = (atMs - untilMs) / MS_PER_DAY;
  return days >= SEED_RAMP_DAYS ? 0 : risen((untilMs - sinceMs) / MS_PER_DAY) * decayOver(days, SEED_DOUBLING_DAYS);
}

const risen = (days: number): number =>
  days < 0 ? 0 : decayOver(Math.max(0, SEED_RAMP_DAYS - days), SEED_DOUBLING_DAYS);
