import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { rpcForwarder } from './forward-rpc.ts';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
});

async function forwarderTo(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return rpcForwarder(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 30_000);
}
const request = { jsonrpc: '2.0', id: 7, method: 'getMultipleAccounts' } as const;

describe('rpcForwarder', () => {
  it("returns the node's answers, including errors", async () => {
    const answer = { jsonrpc: '2.0', error: { code: -32602, message: 'Invalid params é' }, id: 7 };
    const forward = await forwarderTo((_, response) => response.writeHead(400).end(JSON.stringify(answer)));
    expect(await forward(request)).toEqual(answer);
  });

  it('closes the connection on an endless response, and says how to request less', async () => {
    const hungUp = Promise.withResolvers<void>();
    const forward = await forwarderTo((_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
      };
      response.on('drain', pour).on('close', () => hungUp.resolve());
      pour();
    });
    expect(await forward(request)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32_000, message: expect.stringContaining('dataSlice') },
      id: 7,
    });
    await hungUp.promise;
  });

  it('treats a node that fails, or that does not speak JSON-RPC, as an outage', async () => {
    const failing = await forwarderTo((_, response) => response.writeHead(502).end('{"jsonrpc":"2.0"}'));
    await expect(failing(request)).rejects.toThrow(SolanaUnavailableError);
    const other = await forwarderTo((_, response) => response.end('[]'));
    await expect(other(request)).rejects.toThrow(SolanaUnavailableError);
  });
});
