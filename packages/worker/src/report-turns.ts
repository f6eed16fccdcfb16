import { setTimeout as pause } from 'node:timers/promises';
import type { Pulse } from './pulse.ts';

const EVERY_MS = 60_000;

/** Publishes the completed turns of every watched task once a minute, until aborted. Alarms read these metrics. */
export async function reportTurns(
  pulse: Pick<Pulse, 'takeTurns'>,
  measure: (metric: string, value: number) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    for (const [metric, turns] of Object.entries(pulse.takeTurns())) measure(metric, turns);
  }
}
