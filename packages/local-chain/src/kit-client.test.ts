import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getSetComputeUnitLimitInstruction, getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import { getTransferSolInstruction } from '@solana-program/system';
import type { Address, Instruction, KeyPairSigner, Rpc, SolanaRpcApi } from '@solana/kit';
import { address, createSolanaRpc, generateKeyPairSigner, getBase64Decoder, lamports } from '@solana/kit';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';
import { rawRpc } from './testing/raw-rpc.ts';
import { signed, usdcTransfer } from './testing/token-transfer.ts';

describe('@solana/kit against the local chain', () => {
  let chain: LocalChain;
  let rpc: Rpc<SolanaRpcApi>;
  let payer: KeyPairSigner;
  let payee: Address;
  let from: Address;
  let to: Address;

  const sign = async (instructions: readonly Instruction[]) =>
    signed(payer, (await rpc.getLatestBlockhash().send()).value, instructions);
  const send = (wire: string, config: object = {}) =>
    rawRpc(chain.url, 'sendTransaction', [wire, { encoding: 'base64', preflightCommitment: 'confirmed', ...config }]);
  const paySol = (amount: bigint) =>
    getTransferSolInstruction({ source: payer, destination: payee, amount: lamports(amount) });

  beforeAll(async () => {
    chain = await startQuietChain();
    rpc = createSolanaRpc(chain.url) as Rpc<SolanaRpcApi>;
    payer = await generateKeyPairSigner();
    payee = (await generateKeyPairSigner()).address;
    await chain.airdrop(payer.address, 1_000_000_000n);
    from = await chain.mintUsdc(payer.address, 5_000_000n);
    to = await chain.mintUsdc(payee, 0n);
  });
  afterAll(() => chain.close());

  it('sees a USDC transfer confirmed, then finalized, as slots pass', async () => {
    const { wire, signature } = await sign([usdcTransfer(payer, from, to, 1_500_000n)]);
    expect(
      await rpc.sendTransaction(wire as never, { encoding: 'base64', preflightCommitment: 'confirmed' }).send(),
    ).toBe(signature);

    const status = async () => (await rpc.getSignatureStatuses([signature]).send()).value[0]?.confirmationStatus;
    const shown = async () =>
      (await rpc
        .getTransaction(signature, { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 })
        .send()) !== null;
    const balance = async (commitment: 'processed' | 'confirmed' | 'finalized') =>
      (await rpc.getTokenAccountBalance(to, { commitment }).send()).value.amount;
    expect(await status()).toBe('processed');
    expect(await shown()).toBe(false);
    expect(await balance('processed')).toBe('1500000');
    expect(await balance('confirmed')).toBe('0');

    chain.advanceSlots(1);
    expect(await status()).toBe('confirmed');
    expect(await shown()).toBe(true);
    expect(await balance('confirmed')).toBe('1500000');
    expect(await balance('finalized')).toBe('0');
    const owned = async (commitment: 'confirmed' | 'finalized') =>
      (
        await rpc
          .getTokenAccountsByOwner(payee, { mint: address(chain.usdcMint) }, { commitment, encoding: 'jsonParsed' })
          .send()
      ).value[0]?.account.data.parsed.info.tokenAmount.amount;
    expect([await owned('confirmed'), await owned('finalized')]).toEqual(['1500000', '0']);

    chain.advanceSlots(31);
    expect(await status()).toBe('finalized');
    expect(await balance('finalized')).toBe('1500000');
  });

  it('identifies the chain as devnet', async () => {
    expect(await rpc.getGenesisHash().send()).toBe('EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG');
    const mint = await rpc
      .getAccountInfo(address(chain.usdcMint), { encoding: 'jsonParsed', commitment: 'confirmed' })
      .send();
    expect(mint.value?.data).toMatchObject({ program: 'spl-token', parsed: { type: 'mint', info: { decimals: 6 } } });
    const wrapped = await rpc
      .getAccountInfo(address('So11111111111111111111111111111111111111112'), { encoding: 'jsonParsed' })
      .send();
    expect(wrapped.value?.data).toMatchObject({
      program: 'spl-token',
      parsed: { type: 'mint', info: { decimals: 9 } },
    });
  });

  it('accepts a blockhash for 150 blocks and no longer', async () => {
    const [early, late] = [await sign([paySol(1_000_001n)]), await sign([paySol(1_000_002n)])];
    const blockhash = early.transaction.lifetimeConstraint as { blockhash: string; lastValidBlockHeight: bigint };
    const left = Number(
      blockhash.lastValidBlockHeight - (await rpc.getBlockHeight({ commitment: 'processed' }).send()),
    );
    const isValid = async () =>
      (await rpc.isBlockhashValid(blockhash.blockhash as never, { commitment: 'processed' }).send()).value;

    chain.advanceSlots(left);
    expect(await isValid()).toBe(true);
    expect(await send(early.wire, { preflightCommitment: 'processed' })).toMatchObject({ result: early.signature });

    chain.advanceSlots(1);
    expect(await isValid()).toBe(false);
    expect((await send(late.wire, { preflightCommitment: 'processed' })).error).toMatchObject({
      code: -32002,
      data: { err: 'BlockhashNotFound' },
    });
    expect(await send(late.wire, { skipPreflight: true })).toMatchObject({ result: late.signature });
    expect((await rpc.getSignatureStatuses([late.signature], { searchTransactionHistory: true }).send()).value).toEqual(
      [null],
    );
  });

  it('refuses a blockhash that is newer than the commitment of the preflight', async () => {
    chain.advanceSlots(1);
    const { value: lifetime } = await rpc.getLatestBlockhash({ commitment: 'processed' }).send();
    const { wire, signature } = await signed(payer, lifetime, [paySol(1_000_003n)]);
    expect((await send(wire, { preflightCommitment: 'finalized' })).error).toMatchObject({
      data: { err: 'BlockhashNotFound' },
    });
    expect(await send(wire, { preflightCommitment: 'processed' })).toMatchObject({ result: signature });
  });

  it('charges the fee it quotes, and nothing for a preflight that fails', async () => {
    const limit = getSetComputeUnitLimitInstruction({ units: 123_457 });
    const price = getSetComputeUnitPriceInstruction({ microLamports: 1_000_003n });
    const balance = async () => (await rpc.getBalance(payer.address, { commitment: 'processed' }).send()).value;
    for (const instructions of [[], [limit, price], [price]]) {
      const { value: lifetime } = await rpc.getLatestBlockhash().send();
      const { wire, transaction, signature } = await signed(payer, lifetime, [
        ...instructions,
        usdcTransfer(payer, from, to, 9_000_000n),
      ]);
      const message = getBase64Decoder().decode(transaction.messageBytes);
      const quoted = (await rpc.getFeeForMessage(message as never).send()).value;
      const before = await balance();
      expect((await send(wire)).error?.code).toBe(-32002);
      expect(await balance()).toBe(before);

      await send(wire, { skipPreflight: true });
      expect(before - (await balance())).toBe(quoted);
      chain.advanceSlots(1);
      const found = await rpc
        .getTransaction(signature, { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 })
        .send();
      expect(found?.meta?.fee).toBe(quoted);
    }
  });

  it('sees no error for a transaction that a leader would drop, and an error of its own for a wrong signature', async () => {
    const { wire } = await sign([paySol(1_000_004n)]);
    const bytes = Buffer.from(wire, 'base64');
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    const forged = bytes.toString('base64');
    expect((await send(forged)).error).toMatchObject({
      code: -32003,
      message: 'Transaction signature verification failure',
    });
    expect(
      (await rawRpc(chain.url, 'simulateTransaction', [forged, { encoding: 'base64', sigVerify: true }])).error?.code,
    ).toBe(-32003);
    const { result } = await send(forged, { skipPreflight: true });
    expect((await rpc.getSignatureStatuses([result as never]).send()).value).toEqual([null]);
  });

  it('pages through the history of an address, newest first', async () => {
    const sent: string[] = [];
    for (let amount = 1n; amount <= 5n; amount += 1n) {
      const { wire, signature } = await sign([usdcTransfer(payer, from, to, amount)]);
      expect(await send(wire)).toMatchObject({ result: signature });
      sent.unshift(signature);
    }
    chain.advanceSlots(1);
    const list = async (config: object) =>
      (await rpc.getSignaturesForAddress(to, { commitment: 'confirmed', ...config }).send()).map(
        (each) => each.signature as string,
      );
    expect(await list({ limit: 2 })).toEqual(sent.slice(0, 2));
    expect(await list({ limit: 2, before: sent[1] })).toEqual(sent.slice(2, 4));
    expect(await list({ until: sent[3] })).toEqual(sent.slice(0, 3));
    expect((await rawRpc(chain.url, 'getSignaturesForAddress', [to, { limit: 1001 }])).error?.code).toBe(-32602);
  });

  it('gets an error for a version 0 transaction that it does not support', async () => {
    const { wire, signature } = await sign([paySol(1_000_005n)]);
    await send(wire);
    chain.advanceSlots(1);
    expect((await rawRpc(chain.url, 'getTransaction', [signature, { commitment: 'confirmed' }])).error?.code).toBe(
      -32015,
    );
    const base64 = await rpc
      .getTransaction(signature, { commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 0 })
      .send();
    expect(base64?.transaction).toEqual([wire, 'base64']);
    const block = await rpc
      .getBlock(base64?.slot ?? 0n, {
        commitment: 'confirmed',
        encoding: 'json',
        maxSupportedTransactionVersion: 0,
        rewards: false,
        transactionDetails: 'full',
      })
      .send();
    expect(block?.transactions.map((each) => each.transaction.signatures[0])).toContain(signature);
  });
});
