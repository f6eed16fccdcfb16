import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyPairSigner, Rpc, SolanaRpcApi } from '@solana/kit';
import { address, createSolanaRpc, generateKeyPairSigner } from '@solana/kit';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';
import { signed, usdcTransfer } from './testing/token-transfer.ts';

describe('@solana/kit against the local chain', () => {
  let chain: LocalChain;
  let rpc: Rpc<SolanaRpcApi>;
  let payer: KeyPairSigner;
  let payee: KeyPairSigner;

  beforeAll(async () => {
    chain = await startQuietChain();
    rpc = createSolanaRpc(chain.url);
    payer = await generateKeyPairSigner();
    payee = await generateKeyPairSigner();
    await chain.airdrop(payer.address, 1_000_000_000n);
  });
  afterAll(() => chain.close());

  it('sends a USDC transfer and sees it confirmed, then finalized, as slots go by', async () => {
    const from = await chain.mintUsdc(payer.address, 5_000_000n);
    const to = await chain.mintUsdc(payee.address, 0n);
    const { value: lifetime } = await rpc.getLatestBlockhash().send();
    const { wire, signature } = await signed(payer, lifetime, [usdcTransfer(payer, from, to, 1_500_000n)]);

    expect(await rpc.sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'confirmed' }).send()).toBe(signature);

    const status = async () => (await rpc.getSignatureStatuses([signature]).send()).value[0]?.confirmationStatus;
    const balance = async (commitment: 'processed' | 'confirmed' | 'finalized') =>
      (await rpc.getTokenAccountBalance(to, { commitment }).send()).value.amount;
    expect(await status()).toBe('processed');
    expect(await balance('processed')).toBe('1500000');
    expect(await balance('confirmed')).toBe('0');

    chain.advanceSlots(1);
    expect(await status()).toBe('confirmed');
    expect(await balance('confirmed')).toBe('1500000');
    expect(await balance('finalized')).toBe('0');

    chain.advanceSlots(31);
    expect(await status()).toBe('finalized');
    expect(await balance('finalized')).toBe('1500000');
  });

  it('is taken for devnet', async () => {
    expect(await rpc.getGenesisHash().send()).toBe('EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG');
    const mint = await rpc.getAccountInfo(address(chain.usdcMint), { encoding: 'jsonParsed', commitment: 'confirmed' }).send();
    expect(mint.value?.data).toMatchObject({ program: 'spl-token', parsed: { type: 'mint', info: { decimals: 6 } } });
  });
});
