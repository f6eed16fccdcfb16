import { setTimeout as sleep } from 'node:timers/promises';

/** A part that runs outside this process. */
export interface RunningPart {
  readonly processId: number;
  /**
   * Resolves when the part has ended for any reason. The value is the reason as text, such as `it was ended by
   * SIGKILL`.
   */
  readonly ended: Promise<string>;
  /** Asks the part to end and waits for its end. */
  stop(): Promise<void>;
}

export interface Supervised<Part extends RunningPart> {
  /** The running part, or the last one if none is running. */
  current(): Part;
  stop(): Promise<void>;
}

export interface SupervisorOptions<Part extends RunningPart> {
  /** Name of the part at the start of a sentence, such as `The worker`. */
  readonly name: string;
  readonly start: () => Promise<Part>;
  readonly say: (message: string) => void;
  /** Called each time the part runs again after a restart. */
  readonly onBack?: () => void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** Running time in milliseconds after which a part counts as recovered, which resets the backoff. */
const RECOVERED_AFTER_MS = 60_000;

/** Backoff before a restart, by the number of consecutive ends. */
export const restartDelayMs = (endsInARow: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** (endsInARow - 1), LONGEST_DELAY_MS);

/** The number of consecutive ends after another one, given how long the part ran. */
export const endsInARowAfter = (before: number, ranMs: number): number =>
  ranMs >= RECOVERED_AFTER_MS ? 1 : before + 1;

/**
 * Keeps a part running. If the part ends without a request, it is started again, with a growing delay, until it is
 * stopped. Rejects if the first start fails.
 */
export async function supervise<Part extends RunningPart>({
  name,
  start,
  say,
  onBack,
}: SupervisorOptions<Part>): Promise<Supervised<Part>> {
  let part = await start();
  const stopping = new AbortController();

  const again = async (): Promise<void> => {
    for (let ends = 0, began = performance.now(); ; began = performance.now()) {
      const how = await part.ended;
      // The part ended because it was stopped.
      if (stopping.signal.aborted) return;
      ends = endsInARowAfter(ends, performance.now() - began);
      const lost = performance.now();
      say(`${name} is gone: ${how}. Starting it again in ${restartDelayMs(ends)} ms.`);
      for (;;) {
        await sleep(restartDelayMs(ends), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        try {
          part = await start();
          // A stop during the start also stops this part.
          if (stopping.signal.aborted) return;
          break;
        } catch (error) {
          ends += 1;
          say(
            `${name} did not start: ${error instanceof Error ? error.message : String(error)} Trying again in ${restartDelayMs(ends)} ms.`,
          );
        }
      }
      say(
        `${name} is back as process ${part.processId}, ${Math.round(performance.now() - lost)} ms after it was missed.`,
      );
      onBack?.();
    }
  };
  const watching = again();

  return {
    current: () => part,
    async stop() {
      stopping.abort();
      await part.stop();
      await watching;
      await part.stop();
    },
  };
}
