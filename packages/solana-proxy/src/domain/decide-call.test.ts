import { describe, expect, it } from '@jest/globals';
import { MOST_RPC_REQUESTS } from '@pos/contract/solana-proxy/schemas/json-rpc.ts';
import { decideRequest, FORWARDED_METHODS, requestsOf } from './decide-call.ts';

const request = (more: object = {}) => ({ jsonrpc: '2.0', id: 7, method: 'getSlot', ...more });

describe('a JSON-RPC request', () => {
  it.each(FORWARDED_METHODS)('with the method %s is forwarded as it is', (method) =>
    expect(decideRequest(request({ method, params: ['a', 1] }))).toEqual({
      ok: true,
      value: request({ method, params: ['a', 1] }),
    }),
  );

  it.each(['requestAirdrop', 'getProgramAccounts', 'validatorExit', 'getslot', 'constructor', ''])(
    'with the method %j gets an error that lists the forwarded methods',
    (method) =>
      expect(decideRequest(request({ method }))).toEqual({
        ok: false,
        error: {
          jsonrpc: '2.0',
          id: 7,
          error: { code: -32_601, message: expect.stringContaining(method), data: { methods: FORWARDED_METHODS } },
        },
      }),
  );

  it.each([
    [request({ jsonrpc: '1.0' }), 7],
    [request({ method: 7 }), 7],
    [request({ id: {}, params: {} }), null],
    [{ id: 'a' }, 'a'],
    [null, null],
    ['getSlot', null],
    [[request()], null],
  ])('%# that is none gets an error under its id', (sent, id) =>
    expect(decideRequest(sent)).toMatchObject({ ok: false, error: { jsonrpc: '2.0', id, error: { code: -32_600 } } }),
  );
});

describe('an error of a request that is none', () => {
  it('names each invalid member in plain words', () =>
    expect(decideRequest({ jsonrpc: '2.0', id: 1 })).toMatchObject({
      error: {
        error: {
          message: 'The request is no JSON-RPC 2.0 request. /method: The field is missing. Expected a text.',
        },
      },
    }));
});

describe('a body', () => {
  it('is one request, or a batch of them', () => {
    expect(requestsOf(request())).toEqual({ ok: true, value: [request()] });
    const batch = Array.from({ length: MOST_RPC_REQUESTS }, (_, id) => request({ id }));
    expect(requestsOf(batch)).toEqual({ ok: true, value: batch });
  });

  it.each([0, MOST_RPC_REQUESTS + 1])('with %i requests gets one error under the id null', (length) =>
    expect(requestsOf(Array.from({ length }, () => request()))).toMatchObject({
      ok: false,
      error: { jsonrpc: '2.0', id: null, error: { code: -32_600, message: expect.stringContaining(`has ${length}`) } },
    }),
  );
});
