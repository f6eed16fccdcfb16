import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { connectLedger } from './connect-ledger.ts';
import { facilitatorKeyFromBytes, type FacilitatorKey } from './facilitator-key.ts';
import { LONGEST_MEMO_BYTES, memoTransaction } from './memo-transaction.ts';
import type { SolanaLedger } from './solana-ledger.ts';
import { ensureTokenAccount } from './token-accounts.ts';

function newKey(): FacilitatorKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  return facilitatorKeyFromBytes(
    Buffer.concat([seed, publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]),
  );
}

describe('transactions of the facilitator', () => {
  let chain: LocalChain;
  let ledger: SolanaLedger;
  let usdc: SolanaAddress;
  const key = newKey();

  beforeAll(async () => {
    const logger = { info: () => undefined, error: () => undefined };
    chain = await startLocalChain({ port: 0, clock: { now: () => new Date() }, logger, slotMs: 60, finalizedSlots: 4 });
    ledger = connectLedger({ rpcUrl: chain.url, network: SOLANA_DEVNET });
    usdc = solanaAddress(chain.usdcMint);
    await chain.airdrop(key.address, 1_000_000_000n);
  });
  afterAll(() => chain.close());

  describe('ensureTokenAccount', () => {
    it('creates the account once, also for two concurrent callers', async () => {
      const asked = { owner: newKey().address, mint: usdc };
      const [one, two] = await Promise.all([
        ensureTokenAccount(ledger, key, asked),
        ensureTokenAccount(ledger, key, asked),
      ]);
      expect([one.ok, two.ok]).toEqual([true, true]);
      if (!one.ok) return;
      expect(one.value.createdBy).toBeDefined();
      expect(await ledger.tokenBalance(one.value.address)).toBe(0n);
      expect(await ensureTokenAccount(ledger, key, asked)).toEqual({
        ok: true,
        value: { address: one.value.address, createdBy: undefined },
      });
    });

    it('refuses a mint that does not exist, and a facilitator that cannot pay the rent', async () => {
      const owner = newKey().address;
      expect(await ensureTokenAccount(ledger, key, { owner, mint: owner })).toEqual({
        ok: false,
        error: 'mint-unknown',
      });
      expect(await ensureTokenAccount(ledger, newKey(), { owner, mint: usdc })).toEqual({
        ok: false,
        error: 'creation-failed',
      });
    });

    it('reports a creation whose outcome it did not wait for', async () => {
      const asked = { owner: newKey().address, mint: usdc, withinMs: 0 };
      expect(await ensureTokenAccount(ledger, key, asked)).toEqual({ ok: false, error: 'creation-unconfirmed' });
    });
  });

  describe('memoTransaction', () => {
    it('writes the longest memo to the chain, from which it can be read', async () => {
      const text = 'é'.repeat(LONGEST_MEMO_BYTES / 2);
      const { wire, signature } = memoTransaction(key, text, await ledger.tip('confirmed'));
      expect(await ledger.send(wire, { preflight: true })).toEqual({ ok: true, value: signature });
      expect(await ledger.awaitConfirmation(signature, { withinMs: 10_000 })).toMatchObject({ error: undefined });
      expect(await ledger.findMemo(signature)).toMatchObject({
        succeeded: true,
        feePayer: key.address,
        texts: [text],
      });
    });

    it('makes no memo that the program would refuse', async () => {
      const tip = await ledger.tip('confirmed');
      expect(() => memoTransaction(key, 'x'.repeat(LONGEST_MEMO_BYTES + 1), tip)).toThrow(RangeError);
    });

    it('finds no memo of a transaction that does not exist', async () => {
      const nowhere = transactionSignature(encodeBase58(new Uint8Array(64).fill(7)));
      expect(await ledger.findMemo(nowhere)).toBeUndefined();
    });
  });
});
