import { supervise, type RunningPart, type Supervised } from './supervise.ts';

/** A service whose program can be replaced while it serves, as a rolling deployment of ECS does. */
export interface RollingService {
  current(): RunningPart;
  /** The port on which the current program serves. */
  port(): number;
  /**
   * Starts the program in `folder` on another port and switches to it once it serves. `stopped` settles when the former
   * program has finished its requests and ended. If the new program does not start, rejects and keeps the former one.
   */
  replace(folder: string): Promise<{ readonly stopped: Promise<void> }>;
  stop(): Promise<void>;
}

export interface RollingOptions {
  /** Name of the part at the start of a sentence, such as `The worker`. */
  readonly name: string;
  /** The bundle's folder. */
  readonly folder: string;
  readonly port: number;
  /** A free port for the program that replaces the one on `port`. */
  readonly otherPort: () => Promise<number>;
  readonly start: (folder: string, port: number) => Promise<RunningPart>;
  readonly say: (message: string) => void;
}

/** Starts a supervised service that can be replaced. Rejects if the first start fails. */
export async function startRolling({
  name,
  folder,
  port,
  otherPort,
  start,
  say,
}: RollingOptions): Promise<RollingService> {
  const open = async (from: string, at: number): Promise<{ readonly part: Supervised<RunningPart>; at: number }> => ({
    part: await supervise({ name, start: () => start(from, at), say }),
    at,
  });
  let serving = await open(folder, port);
  const stopping = new Set<Promise<void>>();
  return {
    current: () => serving.part.current(),
    port: () => serving.at,
    async replace(next) {
      // The former program keeps its port until its last request has ended. The port is therefore used again only by
      // the program after the next one.
      await Promise.all(stopping);
      const former = serving;
      serving = await open(next, former.at === port ? await otherPort() : port);
      const stopped = former.part.stop().finally(() => stopping.delete(stopped));
      stopping.add(stopped);
      return { stopped };
    },
    async stop() {
      await Promise.all([serving.part.stop(), ...stopping]);
    },
  };
}
