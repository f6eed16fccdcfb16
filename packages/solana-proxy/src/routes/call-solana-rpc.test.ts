import { describe, expect, it } from '@jest/globals';
import { callSolanaRpc } from './call-solana-rpc.ts';

type Dependencies = Parameters<typeof callSolanaRpc>[0];
type Forward = Dependencies['solana']['forward'];

const around = { requestId: 'test', deadline: new Date(8e15), headers: undefined, query: undefined, params: undefined };

const ask = (body: unknown, forward: Forward) =>
  callSolanaRpc({ solana: { forward } } as unknown as Dependencies)({ ...around, caller: undefined, body });
const echo: Forward = ({ id, method }) => Promise.resolve({ jsonrpc: '2.0', id, result: method });
const request = (id: number, method = 'getSlot') => ({ jsonrpc: '2.0', id, method });

describe('the JSON-RPC proxy', () => {
  it('answers one request with one answer, refused or not', async () => {
    expect(await ask(request(1), echo)).toMatchObject({ status: 200, body: { id: 1, result: 'getSlot' } });
    expect(await ask(request(2, 'requestAirdrop'), echo)).toMatchObject({
      status: 200,
      body: { id: 2, error: { code: -32_601 } },
    });
  });

  it('answers a batch in its order, and refuses only the requests that it does not forward', async () => {
    const late: Forward = async (each, longestBytes) => {
      for (let turn = Number(each.id); turn < 5; turn += 1) await Promise.resolve();
      return { jsonrpc: '2.0', id: each.id, result: longestBytes };
    };
    expect(await ask([request(1), request(2, 'x'), 'nothing', request(4)], late)).toMatchObject({
      status: 200,
      body: [
        { id: 1, result: 1_250_000 },
        { id: 2, error: { code: -32_601 } },
        { id: null, error: { code: -32_600 } },
        { id: 4, result: 1_250_000 },
      ],
    });
    expect(await ask([request(1)], echo)).toMatchObject({ body: [{ id: 1 }] });
  });

  it('forwards nothing of a batch that is too long', async () => {
    const never: Forward = () => Promise.reject(new Error('It was forwarded.'));
    const batch = Array.from({ length: 11 }, (_, id) => request(id));
    expect(await ask(batch, never)).toMatchObject({ status: 200, body: { id: null, error: { code: -32_600 } } });
  });
});
