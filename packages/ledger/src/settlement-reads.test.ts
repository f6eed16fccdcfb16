import { afterEach, describe, expect, it } from '@jest/globals';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { MEMO_PROGRAM } from './on-chain-memo.ts';
import { addressOf, type Call, closeNodes, ledgerOver, SIGNATURE } from './recorded-node.test-support.ts';

afterEach(closeNodes);

const [PAYER, PAYEE, USDC] = [addressOf(1), addressOf(2), addressOf(3)];
const [SOURCE, TARGET] = [addressOf(4), addressOf(5)];
const [LOADED, OPENED] = [addressOf(6), addressOf(7)];

const balance = (accountIndex: number, amount: string, owner?: SolanaAddress) => ({
  accountIndex,
  mint: USDC,
  ...(owner === undefined ? {} : { owner }),
  uiTokenAmount: { amount, decimals: 6, uiAmount: null, uiAmountString: amount },
});

interface Recorded {
  readonly blockTime?: number | null;
  readonly meta?: object | null;
  readonly keys?: readonly SolanaAddress[];
}

/** A transaction as the node tells it, with keys as text (`json`) or as objects (`jsonParsed`). */
const transaction =
  ({ blockTime = 1_700_000_000, meta = {}, keys = [PAYER, SOURCE, TARGET] }: Recorded) =>
  ({ params }: Call) => {
    const [, { encoding }] = params as [string, { readonly encoding: string }];
    const told = (pubkey: SolanaAddress) =>
      encoding === 'json' ? pubkey : { pubkey, signer: pubkey === PAYER, writable: true };
    const whole = { err: null, fee: 5_000, preBalances: [], postBalances: [], logMessages: [], ...meta };
    return {
      slot: 70,
      blockTime,
      version: 0,
      meta: meta === null ? null : whole,
      transaction: {
        signatures: [SIGNATURE],
        message: {
          accountKeys: keys.map(told),
          instructions: [],
          recentBlockhash: encodeBase58(new Uint8Array(32)),
        },
      },
    };
  };
const PAID = {
  preTokenBalances: [balance(1, '500', PAYER), balance(2, '7', PAYEE)],
  postTokenBalances: [balance(1, '400', PAYER), balance(2, '107', PAYEE)],
};
const REPORTED = { signature: SIGNATURE, mint: USDC, payTo: PAYEE, payer: PAYER, amountAtomic: 100n };
const moved = (tokenAccount: SolanaAddress, owner: SolanaAddress | undefined, deltaAtomic: bigint) => ({
  tokenAccount,
  owner,
  mint: USDC,
  deltaAtomic,
});

describe('a settlement that the node recorded', () => {
  it.each<readonly [string, Recorded, object]>([
    ['balances before and after', { meta: PAID }, {}],
    ['no block time', { meta: PAID, blockTime: null }, { blockTime: undefined }],
    [
      'an account that was opened, and one that was closed',
      {
        meta: {
          preTokenBalances: [balance(1, '100', PAYER)],
          postTokenBalances: [balance(2, '100', PAYEE)],
        },
      },
      { movements: [moved(SOURCE, PAYER, -100n), moved(TARGET, PAYEE, 100n)] },
    ],
    [
      'an account without an owner, and a balance of an account that the transaction does not name',
      { meta: { ...PAID, postTokenBalances: [...PAID.postTokenBalances, balance(9, '1', PAYEE)] } },
      {},
    ],
  ])('is read equally by two libraries: %s', async (_, recorded, expected) => {
    const node = await ledgerOver(transaction(recorded));
    const found = await node.ledger.findSettlement(SIGNATURE);
    expect(found).toEqual({
      signature: SIGNATURE,
      slot: 70n,
      blockTime: new Date(1_700_000_000_000),
      succeeded: true,
      feePayer: PAYER,
      movements: [moved(SOURCE, PAYER, -100n), moved(TARGET, PAYEE, 100n)],
      ...expected,
    });
    expect(await node.ledger.verifySettlement(REPORTED)).toEqual({ ok: true, value: found });
  });

  it('has no owner where the node names none, so that nobody is paid', async () => {
    const meta = { ...PAID, preTokenBalances: [], postTokenBalances: [balance(2, '100')] };
    const node = await ledgerOver(transaction({ meta }));
    expect((await node.ledger.findSettlement(SIGNATURE))?.movements).toEqual([moved(TARGET, undefined, 100n)]);
    expect(await node.ledger.verifySettlement(REPORTED)).toEqual({ ok: false, error: 'payee-not-paid' });
  });

  it.each<readonly [string, object | null]>([
    ['failed', { ...PAID, err: { InstructionError: [2, { Custom: 1 }] } }],
    ['has no metadata', null],
  ])('did not succeed if it %s', async (_, meta) => {
    const node = await ledgerOver(transaction({ meta }));
    expect(await node.ledger.findSettlement(SIGNATURE)).toMatchObject({ succeeded: false });
    expect(await node.ledger.verifySettlement(REPORTED)).toEqual({ ok: false, error: 'transaction-failed' });
  });

  it('has accounts from lookup tables after its own, the writable ones first', async () => {
    const meta = {
      loadedAddresses: { writable: [LOADED], readonly: [OPENED] },
      preTokenBalances: [balance(3, '1', PAYER), balance(4, '0', PAYEE)],
      postTokenBalances: [balance(3, '0', PAYER), balance(4, '1', PAYEE)],
    };
    const node = await ledgerOver(transaction({ meta }));
    const { movements } = (await node.ledger.findSettlement(SIGNATURE)) ?? {};
    expect(movements).toEqual([moved(LOADED, PAYER, -1n), moved(OPENED, PAYEE, 1n)]);
  });

  it('cannot be without accounts', async () => {
    const node = await ledgerOver(transaction({ keys: [] }));
    await expect(node.ledger.findSettlement(SIGNATURE)).rejects.toThrow(TypeError);
    await expect(node.ledger.findMemo(SIGNATURE)).rejects.toThrow(TypeError);
    await expect(node.ledger.verifySettlement(REPORTED)).rejects.toThrow(TypeError);
  });

  it('is looked up among confirmed transactions of either version', async () => {
    const node = await ledgerOver(() => null);
    expect(await node.ledger.findSettlement(SIGNATURE)).toBeUndefined();
    expect(await node.ledger.findMemo(SIGNATURE)).toBeUndefined();
    expect(await node.ledger.verifySettlement(REPORTED)).toEqual({ ok: false, error: 'transaction-unknown' });
    const asked = (encoding: string) => ({
      method: 'getTransaction',
      params: [SIGNATURE, { encoding, commitment: 'confirmed', maxSupportedTransactionVersion: 0 }],
    });
    expect(node.calls).toEqual([asked('json'), asked('json'), asked('jsonParsed')]);
  });
});

describe('the memos of a transaction', () => {
  it('are the data of its memo instructions, and no others', async () => {
    const said = (programIdIndex: number, memo: string) => ({
      programIdIndex,
      accounts: [],
      data: encodeBase58(Buffer.from(memo)),
    });
    const recorded = transaction({ keys: [PAYER, USDC, MEMO_PROGRAM] });
    const node = await ledgerOver((call) => {
      const found = recorded(call);
      const instructions = [said(2, 'first é'), said(1, 'data of another program'), said(2, 'second')];
      return {
        ...found,
        transaction: { ...found.transaction, message: { ...found.transaction.message, instructions } },
      };
    });
    expect(await node.ledger.findMemo(SIGNATURE)).toEqual({
      slot: 70n,
      succeeded: true,
      feePayer: PAYER,
      texts: ['first é', 'second'],
    });
  });
});
