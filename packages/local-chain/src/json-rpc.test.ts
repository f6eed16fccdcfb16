import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';
import { post, rawRpc } from './testing/raw-rpc.ts';

describe('the JSON-RPC protocol', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startQuietChain();
  });
  afterAll(() => chain.close());

  const answer = async (body: string) => (await post(chain.url, body)).json();

  it('names the fault of a request', async () => {
    expect(await answer('{"jsonrpc": ')).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: 'Parse error' },
    });
    expect(await answer('[]')).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await answer('7')).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await answer('{"jsonrpc":"1.0","id":1,"method":"getSlot"}')).toMatchObject({ error: { code: -32600 } });
    expect(await answer('{"jsonrpc":"2.0","id":"a","method":"constructor"}')).toMatchObject({
      id: 'a',
      error: { code: -32601 },
    });
    expect(await answer('{"jsonrpc":"2.0","id":1,"method":"getBalance","params":{"a":1}}')).toMatchObject({
      error: { code: -32602 },
    });
  });

  it('answers a batch in order, without its notifications', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 'first', method: 'getHealth' },
      { jsonrpc: '2.0', method: 'getHealth' },
      { jsonrpc: '2.0', id: 2, method: 'nope' },
      'nonsense',
    ];
    expect(await answer(JSON.stringify(batch))).toEqual([
      { jsonrpc: '2.0', id: 'first', result: 'ok' },
      { jsonrpc: '2.0', id: 2, error: { code: -32601, message: 'Method not found' } },
      { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Invalid request' } },
    ]);
    expect((await post(chain.url, '{"jsonrpc":"2.0","method":"getHealth"}')).status).toBe(204);
  });

  it('refuses other HTTP methods, other content types and bodies over the limit', async () => {
    expect((await fetch(chain.url)).status).toBe(405);
    expect((await post(chain.url, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    const long = await post(
      chain.url,
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getHealth', params: ['x'.repeat(60_000)] }),
    );
    expect(long.status).toBe(413);
    expect(await (await fetch(`${chain.url}/health`)).text()).toBe('ok');
    const preflight = await fetch(chain.url, { method: 'OPTIONS', headers: { origin: 'http://example.org' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('answers the methods that a dashboard polls', async () => {
    const slot = chain.slot();
    const of = async (method: string, params: unknown[] = []) => (await rawRpc(chain.url, method, params)).result;
    expect(await of('getVersion')).toMatchObject({ 'solana-core': expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(await of('getEpochInfo', [{ commitment: 'processed' }])).toMatchObject({
      absoluteSlot: slot,
      epoch: 0,
      slotsInEpoch: 432_000,
    });
    expect(await of('getSlot', [{ commitment: 'processed' }])).toBe(slot);
    expect(await of('getBlockHeight', [{ commitment: 'processed' }])).toBeLessThan(slot);
    expect(await of('getMinimumBalanceForRentExemption', [165])).toBe(2_039_280);
    expect(await of('getRecentPrioritizationFees')).toContainEqual({ slot, prioritizationFee: 0 });
    expect(await of('getBlocks', [slot - 2, slot])).toEqual([]);
    expect(await of('getBlocks', [slot - 2, slot, { commitment: 'processed' }])).toEqual([slot - 2, slot - 1, slot]);
    expect(await of('getBlockTime', [slot])).toEqual(expect.any(Number));
    expect(await of('getFirstAvailableBlock')).toBe(slot - 32);
    expect((await rawRpc(chain.url, 'getBlock', [slot])).error?.code).toBe(-32004);
  });

  it('sends slots to a websocket client until it unsubscribes', async () => {
    const socket = new WebSocket(chain.wsUrl);
    const heard: unknown[] = [];
    let expectNext: (message: unknown) => void = () => undefined;
    socket.on('message', (data: Buffer) => {
      heard.push(JSON.parse(data.toString()));
      expectNext(heard.at(-1));
    });
    const next = () => new Promise((resolve) => (expectNext = resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const ask = (message: object) => {
      const answered = next();
      socket.send(JSON.stringify(message));
      return answered;
    };
    expect(await ask({ jsonrpc: '2.0', id: 1, method: 'slotSubscribe' })).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: expect.any(Number),
    });
    const subscription = (heard[0] as { result: number }).result;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const notified = next();
    chain.advanceSlots(1);
    expect(await notified).toEqual({
      jsonrpc: '2.0',
      method: 'slotNotification',
      params: { result: { slot: chain.slot(), parent: chain.slot() - 1, root: chain.slot('finalized') }, subscription },
    });
    expect(await ask({ jsonrpc: '2.0', id: 2, method: 'slotUnsubscribe', params: [subscription] })).toMatchObject({
      id: 2,
      result: true,
    });
    expect(await ask({ jsonrpc: '2.0', id: 3, method: 'slotUnsubscribe', params: [subscription] })).toMatchObject({
      error: { code: -32602 },
    });
    expect(await ask({ jsonrpc: '2.0', id: 4, method: 'voteSubscribe' })).toMatchObject({ error: { code: -32601 } });
    expect(await ask({ jsonrpc: '2.0', id: 5, method: 'signatureSubscribe', params: ['x'] })).toMatchObject({
      error: { code: -32602 },
    });
    socket.close();
  });
});
