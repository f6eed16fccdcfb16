import { MS_PER_DAY } from './evidence.ts';
import { decayOver } from './portable-exp.ts';

/** Days until a new trust seed has full trust, and until a removed seed has none. */
export const SEED_RAMP_DAYS = 20;

/** Days in which trust doubles, or halves after removal. At the ends of the ramp it is a thousandth. */
export const SEED_DOUBLING_DAYS = 2;

export interface TrustSeed {
  readonly sinceMs: number;
  /** Null while the trust seed is in force. */
  readonly untilMs: number | null;
}

/**
 * Trust in a seed, within 0..1. It grows and fades by a constant factor a day, because a score reacts most where there
 * is least evidence. On a straight line, an agent with one such payer would lose most on the last day.
 */
export function seedTrustAt({ sinceMs, untilMs }: TrustSeed, atMs: number): number {
  if (untilMs === null || atMs <= untilMs) return risen((atMs - sinceMs) / MS_PER_DAY);
  const days = (atMs - untilMs) / MS_PER_DAY;
  return days >= SEED_RAMP_DAYS ? 0 : risen((untilMs - sinceMs) / MS_PER_DAY) * decayOver(days, SEED_DOUBLING_DAYS);
}

const risen = (days: number): number =>
  days < 0 ? 0 : decayOver(Math.max(0, SEED_RAMP_DAYS - days), SEED_DOUBLING_DAYS);
