import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startQuietChain } from './testing/quiet-chain.ts';
import { closeServer, listenBoth } from './two-ports.ts';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('two neighbouring ports', () => {
  const blockers: Server[] = [];
  const blocker = (port = 0): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer();
      blockers.push(server);
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
    });
  afterEach(async () => {
    await Promise.all(
      blockers
        .splice(0)
        .filter((each) => each.listening)
        .map(closeServer),
    );
  });

  it('tells which port is taken when the neighbour is, and leaves the first one free', async () => {
    const port = portOf(await blocker());
    await expect(listenBoth(createServer(), createServer(), port - 1)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken`,
    );
    expect(portOf(await blocker(port - 1))).toBe(port - 1);
  });

  it('looks further where any port will do', async () => {
    let tries = 0;
    const second = createServer();
    const realListen = second.listen.bind(second);
    const taken = portOf(await blocker());
    second.listen = ((port: number, host: string, up: () => void) =>
      realListen((tries += 1) === 1 ? taken : port, host, up)) as Server['listen'];
    const first = createServer();
    blockers.push(first, second);
    const port = await listenBoth(first, second, 0);
    expect(tries).toBe(2);
    expect([portOf(first), portOf(second)]).toEqual([port, port + 1]);
  });

  it('refuses to start a chain whose websocket port is taken, with the cure', async () => {
    const port = portOf(await blocker());
    await expect(startQuietChain({ port: port - 1 })).rejects.toThrow('choose another port for the local chain');
  });
});
