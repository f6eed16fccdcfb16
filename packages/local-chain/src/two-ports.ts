import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const ATTEMPTS = 50;

/**
 * Listens with the first server on the port and with the second on the next one, where web3.js expects the websocket.
 * Port 0 finds two free neighbours. Returns the first port.
 */
export async function listenBoth(first: Server, second: Server, port: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const taken = await listen(first, port);
    try {
      await listen(second, taken + 1);
      return taken;
    } catch (error) {
      await closeServer(first);
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      const cure = `Port ${port} on 127.0.0.1 is taken: stop the program that holds it or choose another port for the local chain.`;
      reject(error.code === 'EADDRINUSE' ? new Error(cure, { cause: error }) : error);
    };
    server.once('error', refuse);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refuse);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and ends every connection, including connections that a fault left without an answer. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
