import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { portsInUse, type Ports } from './ports.ts';
import { StartError } from './start-error.ts';

const HOST = '127.0.0.1';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => void probe.close(() => resolve(true)));
  });

/** Throws a {@link StartError} that names every port that is taken. */
export async function assertPortsFree(ports: Ports): Promise<void> {
  const probed = await Promise.all(
    portsInUse(ports).map(async ([who, port]) => ({ who, port, free: await isFree(port) })),
  );
  const taken = probed.filter(({ free }) => !free);
  if (taken.length === 0) return;
  throw new StartError(
    taken.map(({ who, port }) => `Port ${port}, which ${who} needs, is taken by another program.`).join('\n'),
    `Stop that program (lsof -i :${taken[0]?.port ?? ''} names it), or move all ports: PORT_OFFSET=100 npm start`,
  );
}

/**
 * Ports below the range that the system assigns for port 0, so that the system gives none of them to another program.
 */
const UNASSIGNED = [12_000, 32_000] as const;

/** Neighbouring ports that are free and that `taken` does not hold, in ascending order. */
async function findNeighbours(width: number, taken: ReadonlySet<number> = new Set()): Promise<readonly number[]> {
  for (;;) {
    const port = randomInt(...UNASSIGNED);
    const wanted = Array.from({ length: width }, (_, index) => port + index);
    const free = wanted.every((each) => !taken.has(each)) && (await Promise.all(wanted.map(isFree))).every(Boolean);
    if (free) return wanted;
  }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const [port = 0] = await findNeighbours(1);
  return port;
}

/** Ports that were free a moment ago, for tests and for a system that runs beside others. */
export async function findFreePorts(): Promise<Ports> {
  const taken = new Set<number>();
  const next = async (width = 1): Promise<number> => {
    const [port = 0, ...others] = await findNeighbours(width, taken);
    for (const each of [port, ...others]) taken.add(each);
    return port;
  };
  return {
    token: await next(),
    gateway: await next(),
    bus: await next(),
    container: await next(),
    worker: await next(),
    solana: await next(2),
    database: await next(),
  };
}
