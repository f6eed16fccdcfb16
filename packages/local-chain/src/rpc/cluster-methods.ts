import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { base58Encode } from '../encoding/base58.ts';
import { exactInteger } from '../encoding/exact-integer.ts';
import { transactionFee } from '../fees.ts';
import { DEVNET_GENESIS_HASH } from '../genesis.ts';
import { readMessage } from '../wire-transaction.ts';
import type { RpcMethod } from './method.ts';
import {
  AddressParam,
  API_VERSION,
  BlockhashParam,
  ContextConfig,
  commitmentOf,
  method,
  U64Param,
  withContext,
} from './method.ts';
import { blockNotAvailable, invalidParams, minContextSlotNotReached } from './rpc-error.ts';

const SLOTS_PER_EPOCH = 432_000;
const FEATURE_SET = 3_604_001_754;
const MAX_PRIORITIZATION_SLOTS = 150;

const ReadConfigParam = z.looseObject(ContextConfig).nullish();
const ReadOnly = z.tuple([ReadConfigParam]);
const NoParams = z.array(z.unknown());

/**
 * A method that returns a number of the newest block at a commitment. It refuses a client that requires a later slot.
 */
const numberAt = (read: (context: Parameters<RpcMethod>[0], commitment: ReturnType<typeof commitmentOf>) => unknown) =>
  method(ReadOnly, (context, [config]) => {
    const slot = context.chain.blocks.slotAt(commitmentOf(config));
    if ((config?.minContextSlot ?? 0) > slot) return err(minContextSlotNotReached(slot));
    return ok(read(context, commitmentOf(config)));
  });

const getLatestBlockhash = method(ReadOnly, ({ chain }, [config]) =>
  withContext(chain, config, (commitment) => {
    const block = chain.blocks.blockAt(commitment);
    return ok({ blockhash: block.blockhash, lastValidBlockHeight: chain.blocks.lastValidBlockHeight(block) });
  }),
);

const isBlockhashValid = method(z.tuple([BlockhashParam, ReadConfigParam]), ({ chain }, [blockhash, config]) =>
  withContext(chain, config, (commitment) => ok(chain.blocks.isBlockhashValid(blockhash, commitment))),
);

const getFeeForMessage = method(z.tuple([z.string(), ReadConfigParam]), ({ chain }, [message, config]) => {
  const read = readMessage(Buffer.from(message, 'base64'));
  if (!read.ok)
    return err(invalidParams(`failed to deserialize solana_message::versions::VersionedMessage: ${read.error.detail}`));
  return withContext(chain, config, (commitment) => {
    const isValid = chain.blocks.isBlockhashValid(base58Encode(read.value.recentBlockhash), commitment);
    return ok(isValid ? exactInteger(transactionFee(read.value)) : null);
  });
});

/** No transactions compete for a block here, so the prioritisation fee is always zero. */
const getRecentPrioritizationFees = method(z.tuple([z.array(AddressParam).max(128).nullish()]), ({ chain }) => {
  const newest = chain.blocks.newest().slot;
  const slots = Math.min(MAX_PRIORITIZATION_SLOTS, newest - chain.blocks.genesisSlot + 1);
  return ok(Array.from({ length: slots }, (_, index) => ({ prioritizationFee: 0, slot: newest - slots + 1 + index })));
});

const getMinimumBalanceForRentExemption = method(z.tuple([U64Param, ReadConfigParam]), ({ chain }, [bytes]) =>
  ok(exactInteger(chain.rentExemptMinimum(bytes))),
);

const getBlockTime = method(z.tuple([U64Param]), ({ chain }, [slot]) => {
  const block = chain.store.block(slot);
  return block === undefined ? err(blockNotAvailable(slot)) : ok(block.blockTime);
});

const requestAirdrop = method(
  z.tuple([AddressParam, U64Param, ReadConfigParam]),
  async ({ faucet }, [address, lamports]) => {
    const signature = await faucet.requestAirdrop(address, BigInt(lamports));
    return signature === undefined
      ? err(invalidParams('airdrop request failed: more than the faucet holds'))
      : ok(signature);
  },
);

export const clusterMethods: Readonly<Record<string, RpcMethod>> = {
  getHealth: method(NoParams, () => ok('ok')),
  getVersion: method(NoParams, () => ok({ 'feature-set': FEATURE_SET, 'solana-core': API_VERSION })),
  getGenesisHash: method(NoParams, () => ok(DEVNET_GENESIS_HASH)),
  getIdentity: method(NoParams, ({ faucet }) => ok({ identity: faucet.address })),
  getSlot: numberAt(({ chain }, commitment) => chain.blocks.slotAt(commitment)),
  getBlockHeight: numberAt(({ chain }, commitment) => chain.blocks.blockAt(commitment).height),
  getTransactionCount: numberAt(({ chain }) => chain.store.transactionCount()),
  getEpochInfo: numberAt(({ chain }, commitment) => {
    const { slot, height } = chain.blocks.blockAt(commitment);
    return {
      absoluteSlot: slot,
      blockHeight: height,
      epoch: Math.floor(slot / SLOTS_PER_EPOCH),
      slotIndex: slot % SLOTS_PER_EPOCH,
      slotsInEpoch: SLOTS_PER_EPOCH,
      transactionCount: chain.store.transactionCount(),
    };
  }),
  getEpochSchedule: method(NoParams, () =>
    ok({
      firstNormalEpoch: 0,
      firstNormalSlot: 0,
      leaderScheduleSlotOffset: SLOTS_PER_EPOCH,
      slotsPerEpoch: SLOTS_PER_EPOCH,
      warmup: false,
    }),
  ),
  getFirstAvailableBlock: method(NoParams, ({ chain }) => ok(chain.store.firstBlockSlot())),
  minimumLedgerSlot: method(NoParams, ({ chain }) => ok(chain.store.firstBlockSlot())),
  getBlockTime,
  getFeeForMessage,
  getLatestBlockhash,
  getMinimumBalanceForRentExemption,
  getRecentPrioritizationFees,
  isBlockhashValid,
  requestAirdrop,
};
