import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startQuietChain } from './testing/quiet-chain.ts';
import { closeServer, listenBoth } from './two-ports.ts';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/**
 * Ports below the range that the system uses for outgoing connections, because such a connection could take the
 * neighbour of a free port.
 */
const UNASSIGNED = [12_000, 32_000] as const;

describe('listenBoth', () => {
  const blockers: Server[] = [];
  const blocker = (port = 0): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer();
      blockers.push(server);
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
    });
  /** Occupies the second of two neighbouring ports, leaves the first one free, and returns the first. */
  const blockSecond = async (): Promise<number> => {
    for (;;) {
      const port = randomInt(...UNASSIGNED);
      const both = await Promise.all([blocker(port), blocker(port + 1)]).catch(() => undefined);
      if (both === undefined) continue;
      await closeServer(both[0]);
      return port;
    }
  };
  afterEach(async () => {
    await Promise.all(
      blockers
        .splice(0)
        .filter((each) => each.listening)
        .map(closeServer),
    );
  });

  it('names the taken port when the second one is taken, and frees the first one again', async () => {
    const port = await blockSecond();
    await expect(listenBoth(createServer(), createServer(), port)).rejects.toThrow(
      `Port ${port + 1} on 127.0.0.1 is taken`,
    );
    expect(portOf(await blocker(port))).toBe(port);
  });

  it('tries another pair for port 0 when the second port is taken', async () => {
    let tries = 0;
    const second = createServer();
    const realListen = second.listen.bind(second);
    const taken = portOf(await blocker());
    second.listen = ((port: number, host: string, up: () => void) =>
      realListen((tries += 1) === 1 ? taken : port, host, up)) as Server['listen'];
    const first = createServer();
    blockers.push(first, second);
    const port = await listenBoth(first, second, 0);
    // Another program may hold the neighbour of a later pair too, so the number of tries has no upper bound here.
    expect(tries).toBeGreaterThan(1);
    expect([portOf(first), portOf(second)]).toEqual([port, port + 1]);
  });

  it('refuses to start a chain whose websocket port is taken, with the cure', async () => {
    const port = await blockSecond();
    await expect(startQuietChain({ port })).rejects.toThrow('choose another port for the local chain');
  });
});
