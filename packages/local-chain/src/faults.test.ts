import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyPairSigner, Rpc, SolanaRpcApi } from '@solana/kit';
import { createSolanaRpc, generateKeyPairSigner, lamports } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';
import { post, rawRpc } from './testing/raw-rpc.ts';
import { signed } from './testing/token-transfer.ts';

describe('an injected fault', () => {
  let chain: LocalChain;
  let payer: KeyPairSigner;

  const body = (method: string, params: readonly unknown[] = []) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const payment = async () => {
    const rpc = createSolanaRpc(chain.url) as Rpc<SolanaRpcApi>;
    const { value: lifetime } = await rpc.getLatestBlockhash().send();
    const transfer = getTransferSolInstruction({
      source: payer,
      destination: (await generateKeyPairSigner()).address,
      amount: lamports(1_000_000n),
    });
    return signed(payer, lifetime, [transfer]);
  };
  const statusOf = async (signature: string) =>
    ((await rawRpc(chain.url, 'getSignatureStatuses', [[signature]])).result as { value: unknown[] }).value[0];

  beforeEach(async () => {
    chain = await startQuietChain();
    payer = await generateKeyPairSigner();
    await chain.airdrop(payer.address, 1_000_000_000n);
  });
  afterEach(() => chain.close());

  it('leaves its methods without an answer, and no others', async () => {
    const end = chain.faults.inject({ kind: 'hang' }, { methods: ['getSlot'] });
    const abort = AbortSignal.timeout(100);
    const hung = fetch(chain.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body('getSlot'),
      signal: abort,
    });
    await expect(hung).rejects.toThrow('aborted');
    expect((await rawRpc(chain.url, 'getHealth')).result).toBe('ok');
    end();
    expect((await rawRpc(chain.url, 'getSlot')).result).toBe(chain.slot('finalized'));
  });

  it('answers HTTP 500 the given number of times', async () => {
    chain.faults.inject({ kind: 'http500' }, { times: 2 });
    const statuses = [];
    for (let attempt = 0; attempt < 3; attempt += 1) statuses.push((await post(chain.url, body('getHealth'))).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  it.each([{ skipPreflight: true }, { skipPreflight: false }])(
    'accepts a transaction and loses it, with %j',
    async (config) => {
      chain.faults.inject({ kind: 'dropAfterSend' });
      const { wire, signature } = await payment();
      const sent = await rawRpc(chain.url, 'sendTransaction', [
        wire,
        { encoding: 'base64', preflightCommitment: 'confirmed', ...config },
      ]);
      expect(sent.result).toBe(signature);
      chain.faults.clear();
      chain.advanceSlots(1);
      expect(await statusOf(signature)).toBeNull();
    },
  );

  it('executes a transaction and cuts the connection', async () => {
    chain.faults.inject({ kind: 'landsButAnswerLost' }, { methods: ['sendTransaction'] });
    const { wire, signature } = await payment();
    await expect(
      rawRpc(chain.url, 'sendTransaction', [wire, { encoding: 'base64', preflightCommitment: 'confirmed' }]),
    ).rejects.toThrow('fetch failed');
    expect(await statusOf(signature)).toMatchObject({ err: null });
  });

  it('delays an answer without changing it', async () => {
    chain.faults.inject({ kind: 'delayMs', delayMs: 5 }, { methods: ['getHealth'] });
    expect((await rawRpc(chain.url, 'getHealth')).result).toBe('ok');
  });
});
