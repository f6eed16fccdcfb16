import { setTimeout as sleep } from 'node:timers/promises';

/** A part that runs outside this process. */
export interface RunningPart {
  readonly processId: number;
  /** Settles when it has ended, asked for or not, with how: `it was ended by SIGKILL`. */
  readonly ended: Promise<string>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface Supervised<Part extends RunningPart> {
  /** The one that runs now, or ran last. */
  current(): Part;
  stop(): Promise<void>;
}

export interface SupervisorOptions<Part extends RunningPart> {
  /** As a sentence begins: `The worker`. */
  readonly name: string;
  readonly start: () => Promise<Part>;
  readonly say: (message: string) => void;
  /** Called each time it runs again. */
  readonly onBack?: () => void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A part that ran for as long as this has recovered from what ended it before. */
const RECOVERED_AFTER_MS = 60_000;

/** How long to wait before starting what has ended so many times in a row. */
export const restartDelayMs = (endsInARow: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** (endsInARow - 1), LONGEST_DELAY_MS);

/** How many ends in a row there are, after one more that came so long after its start. */
export const endsInARowAfter = (before: number, ranMs: number): number =>
  ranMs >= RECOVERED_AFTER_MS ? 1 : before + 1;

/**
 * Keeps a part running: when it ends without being asked to, it is started again, later each time, for as long as
 * nobody stops it. A first start that fails is the caller's.
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
      // Between its end and a stop that was under way nobody wants it back.
      if (stopping.signal.aborted) return;
      ends = endsInARowAfter(ends, performance.now() - began);
      const lost = performance.now();
      say(`${name} is gone: ${how}. Starting it again in ${restartDelayMs(ends)} ms.`);
      for (;;) {
        await sleep(restartDelayMs(ends), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        try {
          part = await start();
          // Whoever stopped it meanwhile stops this one too.
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
