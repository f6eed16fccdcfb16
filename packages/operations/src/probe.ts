import { OutageError } from '@pos/vocabulary/outage-error.ts';

export interface PartHealth {
  readonly status: 'ok' | 'down';
  readonly latencyMs: number;
  readonly detail?: string;
}

/** The database or Solana node counts as down if it does not answer within this time. */
const PROBE_TIMEOUT_MS = 3_000;

/** Asks a part of the registry, and measures the time until it answers. Never throws. */
export async function probe(ask: () => Promise<unknown>): Promise<PartHealth> {
  const started = performance.now();
  const latencyMs = () => Math.round(performance.now() - started);
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timeout = setTimeout(
      () => reject(new OutageError('part', `no answer within ${PROBE_TIMEOUT_MS} ms`)),
      PROBE_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([ask(), late]);
    return { status: 'ok', latencyMs: latencyMs() };
  } catch (error) {
    // The driver's message may name internal hosts, so only the kind of failure is shown.
    return {
      status: 'down',
      latencyMs: latencyMs(),
      detail: error instanceof OutageError ? 'It does not answer.' : 'It answers with an error.',
    };
  } finally {
    clearTimeout(timeout);
  }
}
