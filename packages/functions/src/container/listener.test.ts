import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Listener } from '@pos/runtime/route-stream.ts';
import { listenerOf } from './listener.ts';

const HOUR_MS = 3_600_000;

describe('a listener of a stream', () => {
  let server: Server;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((closed) => void server.close(closed));
  });

  /** A client that reads nothing until the test resumes it, and the service's listener for this client. */
  const asking = async (longestStallMs: number, stopping = new AbortController()) => {
    const asked = once(server, 'request');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
    const [request, response] = (await asked) as [IncomingMessage, ServerResponse];
    return { socket, stopping, listener: listenerOf(request, response, stopping.signal, longestStallMs) };
  };
  const fill = (listener: Listener): void => {
    const text = 'x'.repeat(65_536);
    for (let written = 0; written < 1_000 && listener.write(text); written += 1);
  };

  it('is closed when its client reads nothing', async () => {
    const { listener } = await asking(20);
    while (!listener.gone.aborted) {
      fill(listener);
      await listener.drained();
    }
    expect(listener.write('more')).toBe(true);
  });

  it('waits for a client that reads slowly', async () => {
    const { listener, socket } = await asking(HOUR_MS);
    fill(listener);
    const drained = listener.drained();
    socket.resume();
    await drained;
    expect(listener.gone.aborted).toBe(false);
  });

  it('is gone when its client hangs up or the service stops', async () => {
    const [leaving, stopped] = [await asking(HOUR_MS), await asking(HOUR_MS)];
    fill(leaving.listener);
    fill(stopped.listener);
    const both = Promise.all([leaving.listener.drained(), stopped.listener.drained()]);
    leaving.socket.destroy();
    stopped.stopping.abort();
    await both;
    // Bytes written to a lost connection may count as delivered before the loss is reported.
    for (const { gone } of [leaving.listener, stopped.listener]) if (!gone.aborted) await once(gone, 'abort');
  });
});
