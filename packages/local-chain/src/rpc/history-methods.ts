import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Chain } from '../chain.ts';
import { base58Decode, base58Encode } from '../encoding/base58.ts';
import { encodeTransaction, transactionAccounts } from '../encoding/transaction-encoding.ts';
import type { SignatureRow, TransactionRow } from '../store.ts';
import type { RpcAnswer, RpcMethod } from './method.ts';
import {
  AddressParam,
  API_VERSION,
  CommitmentParam,
  ContextConfig,
  commitmentOf,
  method,
  SignatureParam,
  U64Param,
} from './method.ts';
import {
  blockNotAvailable,
  invalidParams,
  minContextSlotNotReached,
  slotSkipped,
  unsupportedTransactionVersion,
} from './rpc-error.ts';

const MAX_STATUSES = 256;
const MAX_SIGNATURES = 1000;
const MAX_BLOCK_RANGE = 500_000;
/** Without `searchTransactionHistory` a node searches its status cache only, which holds this many slots. */
const STATUS_CACHE_SLOTS = 150;

const BELOW_CONFIRMED = invalidParams('Method does not support commitment below `confirmed`');

const Encoding = z.enum(['base58', 'base64', 'binary', 'json', 'jsonParsed']);
const TransactionConfig = z.looseObject({
  commitment: CommitmentParam.nullish(),
  encoding: Encoding.nullish(),
  maxSupportedTransactionVersion: U64Param.nullish(),
});
const BlockConfig = TransactionConfig.extend({
  transactionDetails: z.enum(['full', 'accounts', 'signatures', 'none']).nullish(),
  rewards: z.boolean().nullish(),
});
const SignaturesConfig = z
  .looseObject({
    ...ContextConfig,
    before: SignatureParam.nullish(),
    until: SignatureParam.nullish(),
    limit: U64Param.nullish(),
  })
  .nullish();

const errorOf = (row: { readonly error: string | null }): unknown =>
  row.error === null ? null : JSON.parse(row.error);
const bytesOf = (text: string): Uint8Array => base58Decode(text) ?? new Uint8Array();

const getSignatureStatuses = method(
  z.tuple([z.array(SignatureParam), z.looseObject({ searchTransactionHistory: z.boolean().nullish() }).nullish()]),
  ({ chain }, [signatures, config]) => {
    if (signatures.length > MAX_STATUSES) return err(invalidParams(`Too many inputs provided; max ${MAX_STATUSES}`));
    const slot = chain.blocks.newest().slot;
    const oldest = config?.searchTransactionHistory === true ? 0 : slot - STATUS_CACHE_SLOTS;
    const value = signatures.map((signature) => {
      const row = chain.store.signatureRow(bytesOf(signature));
      return row === undefined || row.slot < oldest ? null : statusOf(chain, row);
    });
    return ok({ context: { apiVersion: API_VERSION, slot }, value });
  },
);

function statusOf(chain: Chain, row: SignatureRow) {
  const confirmationStatus = chain.blocks.commitmentOf(row.slot);
  const error = errorOf(row);
  return {
    confirmationStatus,
    confirmations: confirmationStatus === 'finalized' ? null : chain.blocks.newest().slot - row.slot,
    err: error,
    slot: row.slot,
    status: error === null ? { Ok: null } : { Err: error },
  };
}

const getTransaction = method(
  z.tuple([SignatureParam, z.union([Encoding, TransactionConfig]).nullish()]),
  ({ chain }, [signature, given]) => {
    const config = typeof given === 'string' ? { encoding: given } : given;
    const commitment = commitmentOf(config);
    if (commitment === 'processed') return err(BELOW_CONFIRMED);
    const row = chain.store.transaction(bytesOf(signature));
    if (row === undefined || row.slot > chain.blocks.slotAt(commitment)) return ok(null);
    const encoded = encodeTransaction(row, config?.encoding ?? 'json', config?.maxSupportedTransactionVersion);
    if (!encoded.ok) return err(unsupportedTransactionVersion(encoded.error.version));
    return ok({ blockTime: row.blockTime, ...encoded.value, slot: row.slot });
  },
);

const getSignaturesForAddress = method(z.tuple([AddressParam, SignaturesConfig]), ({ chain }, [address, config]) => {
  const commitment = commitmentOf(config);
  if (commitment === 'processed') return err(BELOW_CONFIRMED);
  const limit = config?.limit ?? MAX_SIGNATURES;
  if (limit === 0 || limit > MAX_SIGNATURES) return err(invalidParams(`Invalid limit; max ${MAX_SIGNATURES}`));
  const maxSlot = chain.blocks.slotAt(commitment);
  if ((config?.minContextSlot ?? 0) > maxSlot) return err(minContextSlotNotReached(maxSlot));
  const before = config?.before ? chain.store.signatureRow(bytesOf(config.before))?.seq : Number.MAX_SAFE_INTEGER;
  if (before === undefined) return ok([]);
  const until = config?.until ? (chain.store.signatureRow(bytesOf(config.until))?.seq ?? 0) : 0;
  const rows = chain.store.signaturesOf(bytesOf(address), { before, until, maxSlot, limit });
  return ok(
    rows.map((row) => ({
      blockTime: row.blockTime,
      confirmationStatus: chain.blocks.commitmentOf(row.slot),
      err: errorOf(row),
      memo: row.memo,
      signature: base58Encode(row.signature),
      slot: row.slot,
    })),
  );
});

const getBlock = method(z.tuple([U64Param, z.union([Encoding, BlockConfig]).nullish()]), ({ chain }, [slot, given]) => {
  const config = typeof given === 'string' ? { encoding: given } : given;
  const commitment = commitmentOf(config);
  if (commitment === 'processed') return err(BELOW_CONFIRMED);
  if (slot > chain.blocks.slotAt(commitment)) return err(blockNotAvailable(slot));
  const block = chain.store.block(slot);
  if (block === undefined) return err(slotSkipped(slot));
  const parent = chain.store.parentBlock(slot);
  const shown = shownTransactions(chain.store.transactionsOfSlot(slot), config);
  if (!shown.ok) return shown;
  return ok({
    blockHeight: block.height,
    blockTime: block.blockTime,
    blockhash: block.blockhash,
    parentSlot: parent?.slot ?? 0,
    previousBlockhash: parent?.blockhash ?? '11111111111111111111111111111111',
    ...(config?.rewards === false ? {} : { rewards: [] }),
    ...(shown.value as object),
  });
});

function shownTransactions(
  rows: readonly TransactionRow[],
  config: z.output<typeof BlockConfig> | { encoding: z.output<typeof Encoding> } | null | undefined,
): RpcAnswer {
  const details = config && 'transactionDetails' in config ? (config.transactionDetails ?? 'full') : 'full';
  if (details === 'none') return ok({});
  if (details === 'signatures') return ok({ signatures: rows.map(({ signature }) => base58Encode(signature)) });
  const maxVersion =
    config && 'maxSupportedTransactionVersion' in config ? config.maxSupportedTransactionVersion : undefined;
  const transactions = [];
  for (const row of rows) {
    const encoded = encodeTransaction(row, config?.encoding ?? 'json', maxVersion);
    if (!encoded.ok) return err(unsupportedTransactionVersion(encoded.error.version));
    const { meta, ...rest } = encoded.value;
    const rewards = config && 'rewards' in config && config.rewards === false ? null : [];
    transactions.push(
      details === 'full' ? { ...rest, meta: { ...meta, rewards } } : { ...rest, ...transactionAccounts(row) },
    );
  }
  return ok({ transactions });
}

const getBlocks = method(
  z.tuple([U64Param, U64Param.nullish(), z.looseObject(ContextConfig).nullish()]),
  ({ chain }, [from, to, config]) => {
    const newest = chain.blocks.slotAt(commitmentOf(config));
    const last = Math.min(to ?? newest, newest);
    if (last - from > MAX_BLOCK_RANGE) return err(invalidParams(`Slot range too large; max ${MAX_BLOCK_RANGE}`));
    return ok(chain.store.blockSlots(from, last, MAX_BLOCK_RANGE));
  },
);

const getBlocksWithLimit = method(
  z.tuple([U64Param, U64Param, z.looseObject(ContextConfig).nullish()]),
  ({ chain }, [from, limit, config]) =>
    limit > MAX_BLOCK_RANGE
      ? err(invalidParams(`Limit too large; max ${MAX_BLOCK_RANGE}`))
      : ok(chain.store.blockSlots(from, chain.blocks.slotAt(commitmentOf(config)), limit)),
);

export const historyMethods: Readonly<Record<string, RpcMethod>> = {
  getBlock,
  getBlocks,
  getBlocksWithLimit,
  getSignatureStatuses,
  getSignaturesForAddress,
  getTransaction,
};
