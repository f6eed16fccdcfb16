import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Address, KeyPairSigner } from '@solana/kit';
import { generateKeyPairSigner } from '@solana/kit';
import { SOLANA_DEVNET_CAIP2, toFacilitatorSvmSigner } from '@x402/svm';
import { ExactSvmScheme as ExactSvmClient } from '@x402/svm/exact/client';
import { ExactSvmScheme as ExactSvmFacilitator } from '@x402/svm/exact/facilitator';
import { USDC_MINT } from './genesis.ts';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';

describe('the official x402 client and facilitator against the local chain', () => {
  let chain: LocalChain;
  let payer: KeyPairSigner;
  let facilitator: KeyPairSigner;
  let payeeTokens: Address;
  let payee: KeyPairSigner;

  beforeAll(async () => {
    chain = await startQuietChain({ slotMs: 60 });
    [payer, payee, facilitator] = await Promise.all([
      generateKeyPairSigner(),
      generateKeyPairSigner(),
      generateKeyPairSigner(),
    ]);
    await chain.airdrop(facilitator.address, 1_000_000_000n);
    await chain.mintUsdc(payer.address, 5_000_000n);
    payeeTokens = await chain.mintUsdc(payee.address, 0n);
  });
  afterAll(() => chain.close());

  it('pay, verify and settle', async () => {
    const requirements = {
      scheme: 'exact',
      network: SOLANA_DEVNET_CAIP2,
      asset: USDC_MINT,
      amount: '10000',
      payTo: payee.address,
      maxTimeoutSeconds: 60,
      extra: { feePayer: facilitator.address, memo: 'order 7' },
    } as const;
    const made = await new ExactSvmClient(payer, { rpcUrl: chain.url }).createPaymentPayload(2, requirements);
    const payload = { ...made, accepted: requirements };
    const scheme = new ExactSvmFacilitator(toFacilitatorSvmSigner(facilitator, { defaultRpcUrl: chain.url }));

    expect(await scheme.verify(payload, requirements)).toMatchObject({ isValid: true, payer: payer.address });
    expect(await scheme.settle(payload, requirements)).toMatchObject({ success: true, payer: payer.address });
    expect(chain.tokenBalance(payeeTokens)).toBe(10_000n);
  });
});
