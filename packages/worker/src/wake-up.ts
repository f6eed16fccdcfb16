/** A pause that `call` ends early. If no pause is running, `call` ends the next pause at once. */
export interface WakeUp {
  call(): void;
  /** Resolves when called, when the time is over, or when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let called = false;
  let wake: (() => void) | undefined;
  return {
    call() {
      called = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (called || signal.aborted) {
        called = false;
        return;
      }
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        wake = done;
      });
      called = false;
    },
  };
}
