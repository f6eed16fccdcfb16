import { setTimeout as pause } from 'node:timers/promises';
import type { Pulse } from './pulse.ts';

const EVERY_MS = 60_000;

/** Publishes the age of every watched task once a minute, until aborted. Alarms read these metrics. */
export async function reportAges(
  pulse: Pulse,
  measure: (metric: string, value: number) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    for (const { metric, ageSeconds } of pulse.ages()) measure(metric, ageSeconds);
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
