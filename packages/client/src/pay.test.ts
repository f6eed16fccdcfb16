import { describe, expect, it } from '@jest/globals';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { pay, PriceAboveMaximumError } from './pay.ts';
import type { PayingWallet } from './wallet-signer.ts';

const ADDRESS = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const DEVNET_USDC = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const WRAPPED_SOL = 'So11111111111111111111111111111111111111112';
const RESOURCE = 'https://agent.example/answers';

/** A wallet that fails the test where it is asked to sign. */
const unasked: PayingWallet = {
  address: ADDRESS,
  signTransactions: () => Promise.reject(new Error('The wallet was asked to sign.')),
};

const offer = (amount: string, asset = DEVNET_USDC) => ({
  scheme: 'exact',
  network: SOLANA_DEVNET,
  amount,
  asset,
  payTo: ADDRESS,
  maxTimeoutSeconds: 60,
  extra: { feePayer: ADDRESS },
});

function serverWith(...accepts: readonly unknown[]) {
  const asked: Request[] = [];
  const required = { x402Version: 2, resource: { url: RESOURCE, description: '', mimeType: '' }, accepts };
  const header = Buffer.from(JSON.stringify(required)).toString('base64');
  const fetched: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init));
    return new Response('{}', { status: 402, headers: { 'payment-required': header } });
  };
  return { asked, fetch: fetched };
}

describe('pay', () => {
  it('refuses a price above the maximum before anything is signed', async () => {
    const { asked, fetch } = serverWith(offer('20000'), offer('10001'));
    const paying = pay(RESOURCE, { wallet: unasked, maxAtomic: 10_000n, rpcUrl: 'http://127.0.0.1:1', fetch });
    await expect(paying).rejects.toThrow(PriceAboveMaximumError);
    await expect(paying).rejects.toMatchObject({ cheapestAtomic: 10_001n, maxAtomic: 10_000n });
    expect(asked).toHaveLength(1);
  });

  it('pays with no token that is not a known stablecoin, however small its amount', async () => {
    const { fetch } = serverWith(offer('1', WRAPPED_SOL));
    const paying = pay(RESOURCE, { wallet: unasked, maxAtomic: 10_000n, rpcUrl: 'http://127.0.0.1:1', fetch });
    await expect(paying).rejects.toThrow('only default assets');
  });

  it('needs the URL of a Solana node', async () => {
    const { fetch } = serverWith();
    await expect(pay(RESOURCE, { wallet: unasked, maxAtomic: 1n, fetch })).rejects.toThrow(
      'pass registryUrl or rpcUrl',
    );
  });

  it('returns an answer that costs nothing without a settlement', async () => {
    const paid = await pay(RESOURCE, {
      wallet: unasked,
      maxAtomic: 1n,
      registryUrl: 'https://registry.example/',
      fetch: async () => new Response('free'),
    });
    expect([await paid.response.text(), paid.settlement]).toEqual(['free', undefined]);
  });
});
