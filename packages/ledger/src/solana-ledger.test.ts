import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '@pos/local-chain/faults.ts';
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature, type TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { getTransferCheckedInstruction } from '@solana-program/token';
import { address, generateKeyPairSigner, type KeyPairSigner } from '@solana/kit';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './mint.ts';
import type { ReportedSettlement } from './on-chain-settlement.ts';
import { connectLedger } from './connect-ledger.ts';
import type { SolanaLedger } from './solana-ledger.ts';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';
import { makeToken2022Mint, run } from './testing/make-token-2022-mint.ts';
import { associatedTokenAddress } from './token-accounts.ts';

const NOWHERE = transactionSignature(encodeBase58(new Uint8Array(64).fill(7)));

describe('the ledger over a Solana node', () => {
  let chain: LocalChain;
  let ledger: SolanaLedger;
  /** A ledger with a short time-out, for nodes that hang. */
  let hasty: SolanaLedger;
  let payer: KeyPairSigner;
  let payee: SolanaAddress;
  let usdc: SolanaAddress;

  beforeAll(async () => {
    const logger = { info: () => undefined, error: () => undefined };
    chain = await startLocalChain({ port: 0, clock: { now: () => new Date() }, logger, slotMs: 60, finalizedSlots: 4 });
    ledger = connectLedger({ rpcUrl: chain.url, network: SOLANA_DEVNET });
    hasty = connectLedger({ rpcUrl: chain.url, network: SOLANA_DEVNET, timeoutMs: 300 });
    usdc = solanaAddress(chain.usdcMint);
    payer = await generateKeyPairSigner();
    payee = solanaAddress((await generateKeyPairSigner()).address);
    await chain.airdrop(payer.address, 1_000_000_000n);
    await chain.mintUsdc(payer.address, 1_000_000n);
    await chain.mintUsdc(payee, 0n);
  });
  afterEach(() => chain.faults.clear());
  afterAll(() => chain.close());

  /** Pays the payee in USDC and returns the transaction's signature. */
  const pay = async (amount: bigint): Promise<TransactionSignature> => {
    const tokensOf = async (owner: string) =>
      address(await associatedTokenAddress({ owner: solanaAddress(owner), mint: usdc, tokenProgram: TOKEN_PROGRAM }));
    const [source, destination] = await Promise.all([tokensOf(payer.address), tokensOf(payee)]);
    let signature: TransactionSignature | undefined;
    const watching: SolanaLedger = {
      ...ledger,
      send: async (wire, options) => {
        const sent = await ledger.send(wire, options);
        if (sent.ok) signature = sent.value;
        return sent;
      },
    };
    await run(watching, payer, [
      getTransferCheckedInstruction({
        source,
        destination,
        mint: address(usdc),
        authority: payer,
        amount,
        decimals: 6,
      }),
    ]);
    return signature ?? NOWHERE;
  };

  it('reads mints of both programs, balances and tips', async () => {
    const token2022 = await makeToken2022Mint(ledger, payer, { holders: { [payer.address]: 5n } });
    const withFee = await makeToken2022Mint(ledger, payer, { feeBps: 100, holders: {} });
    const freeOfFee = await makeToken2022Mint(ledger, payer, { feeBps: 0, holders: {} });
    expect(await ledger.mint(usdc)).toEqual({
      address: usdc,
      tokenProgram: TOKEN_PROGRAM,
      decimals: 6,
      deliversExactly: true,
    });
    expect(await ledger.mint(token2022)).toMatchObject({
      tokenProgram: TOKEN_2022_PROGRAM,
      decimals: 6,
      deliversExactly: true,
    });
    expect(await ledger.mint(withFee)).toMatchObject({ deliversExactly: false });
    expect(await ledger.mint(freeOfFee)).toMatchObject({ deliversExactly: true });
    expect(await ledger.mint(payee)).toBeUndefined();
    const owner = solanaAddress(payer.address);
    expect(
      await ledger.tokenBalance(
        await associatedTokenAddress({ owner, mint: token2022, tokenProgram: TOKEN_2022_PROGRAM }),
      ),
    ).toBe(5n);
    expect(await ledger.tokenBalance(payee)).toBeUndefined();
    const [confirmed, finalized] = [await ledger.tip('confirmed'), await ledger.tip('finalized')];
    expect(finalized.blockHeight).toBeLessThan(confirmed.blockHeight + 10n);
    expect(confirmed.lastValidBlockHeight - confirmed.blockHeight).toBe(150n);
  });

  it('reads the token movements of a settlement, equally by two libraries', async () => {
    const signature = await pay(1_234n);
    const reported: ReportedSettlement = {
      signature,
      mint: usdc,
      payTo: payee,
      payer: solanaAddress(payer.address),
      amountAtomic: 1_234n,
    };
    const found = await ledger.findSettlement(signature);
    expect(found).toMatchObject({ signature, succeeded: true, feePayer: payer.address });
    expect(found?.movements.map(({ owner, deltaAtomic }) => [owner, deltaAtomic])).toEqual(
      expect.arrayContaining([
        [payee, 1_234n],
        [payer.address, -1_234n],
      ]),
    );
    expect(await ledger.verifySettlement(reported)).toEqual({ ok: true, value: found });
    const mismatches: readonly [Partial<ReportedSettlement>, string][] = [
      [{ amountAtomic: 1_235n }, 'amount-differs'],
      [{ amountAtomic: 1_233n }, 'amount-differs'],
      [{ payTo: solanaAddress(chain.usdcMint) }, 'payee-not-paid'],
      [{ mint: payee }, 'payee-not-paid'],
      [{ payer: payee }, 'payer-did-not-pay'],
      [{ signature: NOWHERE }, 'transaction-unknown'],
    ];
    for (const [change, error] of mismatches) {
      expect(await ledger.verifySettlement({ ...reported, ...change })).toEqual({ ok: false, error });
    }
  });

  it('returns statuses in the order asked, for any number of signatures', async () => {
    const [first, second] = [await pay(1n), await pay(2n)];
    const many = [first, ...Array.from({ length: 300 }, () => NOWHERE), second];
    const statuses = await ledger.statuses(many, { history: true });
    expect(statuses).toHaveLength(302);
    expect([statuses[0]?.kind, statuses.at(-1)?.kind]).not.toContain('unknown');
    expect(statuses.slice(1, -1).every(({ kind }) => kind === 'unknown')).toBe(true);
    expect(await ledger.statuses([])).toEqual([]);
    expect(await ledger.awaitConfirmation(NOWHERE, { withinMs: 200 })).toMatchObject({ kind: 'unknown' });
  });

  it.each<Fault>([{ kind: 'hang' }, { kind: 'http500' }])(
    'throws the typed outage from every method: $kind',
    async (fault) => {
      chain.faults.inject(fault);
      const reported = { signature: NOWHERE, mint: usdc, payTo: payee, payer: payee, amountAtomic: 1n };
      const asked = [
        () => hasty.tip('confirmed'),
        () => hasty.balance(payee),
        () => hasty.mint(payee),
        () => hasty.tokenBalance(payee),
        () => hasty.lookupTables([payee]),
        () => hasty.simulate(new Uint8Array(10)),
        () => hasty.send(new Uint8Array(10)),
        () => hasty.statuses([NOWHERE]),
        () => hasty.findSettlement(NOWHERE),
        () => hasty.verifySettlement(reported),
      ];
      await Promise.all(asked.map((ask) => expect(ask()).rejects.toBeInstanceOf(SolanaUnavailableError)));
      expect(await hasty.awaitConfirmation(NOWHERE, { withinMs: 400 })).toMatchObject({ kind: 'unknown' });
    },
  );

  it('throws an outage if no server listens at the address', async () => {
    const nobody = connectLedger({ rpcUrl: 'http://127.0.0.1:1', network: SOLANA_DEVNET });
    await expect(nobody.tip('confirmed')).rejects.toBeInstanceOf(SolanaUnavailableError);
  });

  it('distinguishes a refused transaction from an outage', async () => {
    expect(await ledger.send(new Uint8Array(10))).toMatchObject({ ok: false });
  });
});
