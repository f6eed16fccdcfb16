import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { account } from '@pos/vocabulary/account.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { generateKeyPairSigner, type KeyPairSigner } from '@solana/kit';
import { newFacilitatorKey } from '../../testing/facilitator-fixture.ts';
import type { Terms } from '../../testing/wire-request.ts';
import type { CheckedPayment, PaymentScheme, PreparedPayment, SentPayment } from '../scheme.ts';
import { exactSvm } from './exact-svm.ts';
import { buildTransaction, requestOf } from './testing/build-payment.ts';

describe('the scheme exact on Solana', () => {
  let chain: LocalChain;
  let solana: SolanaLedger;
  let scheme: PaymentScheme;
  let payer: KeyPairSigner;
  let poor: KeyPairSigner;
  let terms: Terms;
  let payeeTokens: string;
  const { key: facilitatorKey } = newFacilitatorKey();

  beforeAll(async () => {
    const logger = { info: () => undefined, error: () => undefined };
    const clock = { now: () => new Date() };
    chain = await startLocalChain({ port: 0, clock, logger, slotMs: 'manual', confirmedSlots: 1, finalizedSlots: 4 });
    solana = connectLedger({ rpcUrl: chain.url, network: SOLANA_DEVNET });
    scheme = exactSvm({ solana, facilitatorKey });
    [payer, poor] = await Promise.all([generateKeyPairSigner(), generateKeyPairSigner()]);
    const payee = await generateKeyPairSigner();
    await chain.airdrop(facilitatorKey.address, 10_000_000_000n);
    await chain.mintUsdc(payer.address, 1_000_000n);
    await chain.mintUsdc(poor.address, 9_999n);
    payeeTokens = await chain.mintUsdc(payee.address, 0n);
    terms = {
      scheme: 'exact',
      network: SOLANA_DEVNET,
      amount: '10000',
      asset: chain.usdcMint,
      payTo: payee.address,
      maxTimeoutSeconds: 60,
      extra: { feePayer: facilitatorKey.address },
    };
  });
  afterEach(() => chain.faults.clear());
  afterAll(() => chain.close());

  const requirements = (changes: object = {}) => PaymentRequirements.parse({ ...terms, ...changes });
  const examine = async (changes: Partial<Terms> = {}, from = payer, amount?: bigint) => {
    const asked = { ...terms, ...changes };
    const { blockhash } = await solana.tip('confirmed');
    const built = { payer: from, terms: asked, blockhash };
    const { paymentPayload } = requestOf(
      await buildTransaction(amount === undefined ? built : { ...built, amount }),
      asked,
    );
    const read = scheme.read(PaymentPayload.parse(paymentPayload), requirements(changes));
    if (!read.ok) throw new Error(`The test's payment cannot be read: ${read.error}`);
    return read.value.examine();
  };
  const checked = async (...given: Parameters<typeof examine>): Promise<CheckedPayment> => {
    const result = await examine(...given);
    if (!result.ok) throw new Error(`The test's payment was refused: ${result.error.reason}`);
    return result.value;
  };
  const sentPayment = ({ txSignature }: PreparedPayment, lastValid: bigint, status = 'sent' as const): SentPayment => ({
    artefact: 'x',
    status,
    txSignature,
    lastValid,
  });

  it('describes itself to servers', () => {
    expect(scheme).toMatchObject({
      id: 'exact',
      network: SOLANA_DEVNET,
      extra: { feePayer: facilitatorKey.address },
      signers: { 'solana:*': [facilitatorKey.address] },
      failedReason: 'invalid_exact_svm_transaction_failed',
    });
    expect(scheme.settles(requirements())).toBe('after-serving');
    expect(scheme.settles(requirements({ extra: { ...terms.extra, paymentFlow: 'upfront' } }))).toBe('before-serving');
  });

  it('leaves members of extra that change with each request out of the agreed terms', () =>
    expect(scheme.passingExtra).toEqual(['recentBlockhash', 'lastValidBlockHeight']));

  it('reports what it cannot read', () => {
    const payload = PaymentPayload.parse({ x402Version: 2, accepted: terms, payload: { transaction: '' } });
    expect(scheme.read(payload, requirements())).toEqual({
      ok: false,
      error: 'invalid_exact_svm_payload_transaction_could_not_be_decoded',
    });
  });

  it('takes a payment from its request to its finalized outcome', async () => {
    const payment = await checked();
    expect(payment).toMatchObject({
      payer: account(SOLANA_DEVNET, solanaAddress(payer.address)),
      settledAmount: 10_000n,
      schemeData: { feePayer: facilitatorKey.address, blockhash: expect.any(String) },
    });
    expect(await payment.rehearse()).toEqual({ ok: true, value: undefined });
    const [prepared, lastValid] = [await payment.prepare(), await scheme.lastValid()];
    const sent = sentPayment(prepared, lastValid);
    expect(await scheme.reconcile([sent])).toEqual([{ kind: 'rebroadcast' }]);
    await scheme.send(prepared.bytes);
    await scheme.send(prepared.bytes);
    chain.advanceSlots(2);
    const outcome = await scheme.awaitOutcome(sent, 10_000);
    expect(outcome).toEqual({ kind: 'settled', slot: expect.any(BigInt) });
    expect(await scheme.reconcile([sent])).toEqual([{ ...outcome, kind: 'confirm', finalized: false }]);
    expect(chain.tokenBalance(payeeTokens)).toBe(10_000n);
    chain.advanceSlots(10);
    expect(await scheme.reconcile([sent, { ...sent, txSignature: null }, { ...sent, status: 'confirmed' }])).toEqual([
      { ...outcome, kind: 'confirm', finalized: true },
      { kind: 'wait' },
      { kind: 'finalize' },
    ]);
  });

  it('waits for a payment that was never sent, without asking the chain', async () => {
    chain.faults.inject({ kind: 'http500' });
    const unsent: SentPayment = { artefact: 'x', status: 'reserved', txSignature: null, lastValid: null };
    expect(await scheme.awaitOutcome(unsent, 10_000)).toEqual({ kind: 'unknown' });
    expect(await scheme.reconcile([unsent, unsent])).toEqual([{ kind: 'wait' }, { kind: 'wait' }]);
  });

  it('searches the whole history of the chain for the outcomes of old payments', async () => {
    const searched: unknown[] = [];
    const watching = exactSvm({
      facilitatorKey,
      solana: {
        ...solana,
        statuses: (signatures, options) => {
          searched.push(options);
          return solana.statuses(signatures, options);
        },
      },
    });
    const prepared = await (await checked()).prepare();
    await watching.reconcile([sentPayment(prepared, 0n)]);
    expect(searched).toEqual([{ history: true }]);
  });

  it('does not know the outcome of a payment that is not on chain in time', async () => {
    const prepared = await (await checked()).prepare();
    expect(await scheme.awaitOutcome(sentPayment(prepared, 0n), 0)).toEqual({ kind: 'unknown' });
  });

  it('reports a payment that landed and failed', async () => {
    const [one, other] = [await checked({}, poor, 10_000n), await (await checked({ amount: '9999' }, poor)).prepare()];
    const prepared = await one.prepare();
    await scheme.send(other.bytes);
    await scheme.send(prepared.bytes);
    chain.advanceSlots(2);
    const sent = sentPayment(prepared, await scheme.lastValid());
    expect(await scheme.awaitOutcome(sent, 10_000)).toEqual({ kind: 'failed', error: 'InstructionError' });
    expect(await scheme.reconcile([sent])).toEqual([{ kind: 'fail', error: 'InstructionError' }]);
  });

  it('expires a payment once the finalized block is past its last valid block', async () => {
    const prepared = await (await checked()).prepare();
    const sent = sentPayment(prepared, await scheme.lastValid());
    expect(await scheme.expiredBelow()).toBeLessThanOrEqual(sent.lastValid ?? 0n);
    chain.advanceSlots(200);
    expect(await scheme.expiredBelow()).toBeGreaterThan(sent.lastValid ?? 0n);
    expect(await scheme.reconcile([sent])).toEqual([{ kind: 'expire' }]);
  });

  it('explains a rehearsal that fails', async () => {
    const payerOf = (signer: KeyPairSigner) => account(SOLANA_DEVNET, solanaAddress(signer.address));
    const rich = await checked({ amount: '1000001' });
    expect(await rich.rehearse()).toEqual({
      ok: false,
      error: { reason: 'insufficient_funds', message: expect.stringMatching(/\w/), payer: payerOf(payer) },
    });
    const homeless = (await generateKeyPairSigner()).address;
    expect(await (await checked({ payTo: homeless })).rehearse()).toEqual({
      ok: false,
      error: { reason: 'pay_to_token_account_missing', message: expect.stringMatching(/\w/), payer: payerOf(payer) },
    });
    const stale = await checked();
    chain.advanceSlots(400);
    expect(await stale.rehearse()).toEqual({
      ok: false,
      error: {
        reason: 'invalid_exact_svm_transaction_simulation_failed',
        message: 'BlockhashNotFound',
        payer: payerOf(payer),
      },
    });
  });

  it('refuses an asset that is no mint, and terms that the transaction does not meet', async () => {
    expect(await examine({ asset: terms.payTo })).toMatchObject({
      ok: false,
      error: { reason: 'invalid_exact_svm_payload_mint_mismatch', message: expect.stringMatching(/\w/) },
    });
    expect(await examine({}, payer, 9_999n)).toEqual({
      ok: false,
      error: { reason: 'invalid_exact_svm_payload_amount_mismatch' },
    });
  });
});
