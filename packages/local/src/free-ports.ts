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

/** Names every port that is taken before anything is started. */
export async function assertPortsFree(ports: Ports): Promise<void> {
  const probed = await Promise.all(
    portsInUse(ports).map(async ([who, port]) => ({ who, port, free: await isFree(port) })),
  );
  const taken = probed.filter(({ free }) => !free);
  if (taken.length === 0) return;
  throw new StartError(
    taken.map(({ who, port }) => `Port ${port}, which ${who} needs, is taken by another program.`).join('\n'),
    `Stop that program (lsof -i :${taken[0]?.port ?? ''} names it), or move everything: PORT_OFFSET=100 npm start`,
  );
}

/** Below the ports that systems hand out for port 0: nobody is given one of these between its finding and its use. */
const UNASSIGNED = [12_000, 32_000] as const;

/** Ports that were free a moment ago: for tests, and for systems beside others. */
export async function findFreePorts(): Promise<Ports> {
  const taken = new Set<number>();
  const next = async (width = 1): Promise<number> => {
    for (;;) {
      const port = randomInt(...UNASSIGNED);
      const wanted = Array.from({ length: width }, (_, index) => port + index);
      const free = wanted.every((each) => !taken.has(each)) && (await Promise.all(wanted.map(isFree))).every(Boolean);
      if (!free) continue;
      for (const each of wanted) taken.add(each);
      return port;
    }
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
