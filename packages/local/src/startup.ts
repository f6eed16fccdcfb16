import { supervise, type RunningPart, type Supervised } from './processes/supervise.ts';

export interface StartupOptions {
  /** Called when a part has started, with its address and the duration of the start. */
  readonly onPart: (part: string, where: string, tookMs: number) => void;
  /** Called with a fault of a running part. The message is for people. */
  readonly onFault: (message: string) => void;
}

/** The parts that have been started so far, in order. */
export interface Startup {
  /** Starts a part and reports how long it took. */
  part<Value>(name: string, where: string, start: () => Promise<Value>): Promise<Value>;
  /**
   * Starts a part that has its own process, and restarts it if it dies. `called` is the part's name at the start of a
   * sentence.
   */
  supervised<Part extends RunningPart>(
    name: string,
    where: string,
    called: string,
    start: () => Promise<Part>,
  ): Promise<Supervised<Part>>;
  /** Registers the function that stops the part that was started last. */
  onStop(stop: () => Promise<void> | void): void;
  /** Stops everything in reverse order. A part that does not stop is reported and does not delay the others. */
  stop(): Promise<void>;
}

export function createStartup({ onPart, onFault }: StartupOptions): Startup {
  const stops: (() => Promise<void> | void)[] = [];
  const startup: Startup = {
    async part(name, where, start) {
      const began = performance.now();
      const value = await start();
      onPart(name, where, performance.now() - began);
      return value;
    },
    supervised: (name, where, called, start) =>
      startup.part(name, where, async () => {
        const part = await supervise({ name: called, start, say: onFault });
        startup.onStop(() => part.stop());
        return part;
      }),
    onStop: (stop) => void stops.push(stop),
    async stop() {
      for (const stop of stops.splice(0).reverse()) {
        try {
          await stop();
        } catch (error) {
          onFault(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  };
  return startup;
}
