import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
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
const LONGEST = 5_000_000;
const request = { jsonrpc: '2.0', id: 7, method: 'getMultipleAccounts' } as const;

describe('rpcForwarder', () => {
  it("returns the node's answers, including errors", async () => {
    const answer = { jsonrpc: '2.0', error: { code: -32602, message: 'Invalid params é' }, id: 7 };
    const forward = await forwarderTo((_, response) => response.writeHead(400).end(JSON.stringify(answer)));
    expect(await forward(request, LONGEST)).toEqual(answer);
  });

  it('sends the request as the client wrote it, and without an id the id null', async () => {
    const seen: unknown[] = [];
    const forward = await forwarderTo((incoming, response) => {
      void text(incoming).then((body) => {
        seen.push([incoming.method, incoming.headers['content-type'], JSON.parse(body)]);
        response.end('{"jsonrpc":"2.0"}');
      });
    });
    await forward({ ...request, params: ['a', { b: 1 }] }, LONGEST);
    await forward({ jsonrpc: '2.0', method: 'getHealth' }, LONGEST);
    expect(seen).toEqual([
      ['POST', 'application/json', { ...request, params: ['a', { b: 1 }] }],
      ['POST', 'application/json', { jsonrpc: '2.0', method: 'getHealth', id: null }],
    ]);
  });

  it('passes an answer of five million bytes, and none that is longer', async () => {
    const answerOf = (bytes: number) => {
      const whole = '{"jsonrpc":"2.0","result":""}';
      return whole.replace('""', `"${'x'.repeat(bytes - whole.length)}"`);
    };
    const sizes = [5_000_000, 5_000_001];
    const forward = await forwarderTo((_, response) => response.end(answerOf(sizes.shift() ?? 0)));
    expect(await forward(request, LONGEST)).toHaveProperty('result');
    expect(await forward({ jsonrpc: '2.0', method: 'getHealth' }, LONGEST)).toMatchObject({
      jsonrpc: '2.0',
      error: { code: -32_000 },
      id: null,
    });
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
    expect(await forward(request, LONGEST)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32_000, message: expect.stringContaining('dataSlice') },
      id: 7,
    });
    await hungUp.promise;
  });

  it('treats a node that fails, or that does not speak JSON-RPC, as an outage', async () => {
    const failing = await forwarderTo((_, response) => response.writeHead(502).end('{"jsonrpc":"2.0"}'));
    await expect(failing(request, LONGEST)).rejects.toThrow(SolanaUnavailableError);
    for (const body of ['[]', 'null', '"2.0"', '{"jsonrpc":"1.0"}', '{}', '<html>', '']) {
      const other = await forwarderTo((_, response) => response.end(body));
      await expect(other(request, LONGEST)).rejects.toThrow(SolanaUnavailableError);
    }
  });
});
