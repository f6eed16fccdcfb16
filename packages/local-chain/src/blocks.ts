import { createHash } from 'node:crypto';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { base58Encode } from './encoding/base58.ts';
import type { BlockRow, Store } from './store.ts';

/** Number of later blocks for which a blockhash stays valid (Agave's MAX_PROCESSING_AGE). */
const MAX_BLOCKHASH_AGE = 150;

/**
 * Number of recent blocks that are kept. Older blocks without transactions are deleted. Sysvars and clients look back
 * at most 512 slots.
 */
const KEPT_BLOCKS = 512;

/**
 * The first slot. It is not zero, so that slot and block height differ as they do on live clusters, and code that
 * confuses them fails here too.
 */
const GENESIS_SLOT = 100;

export type Commitment = 'processed' | 'confirmed' | 'finalized';

/** Number of slots between the newest one and the newest one at each commitment. */
export type CommitmentDepths = { readonly confirmedSlots: number; readonly finalizedSlots: number };

export type Blocks = ReturnType<typeof produceBlocks>;

/** Produces blocks on top of the stored ones, and decides which of their hashes a transaction may name. */
export function produceBlocks(store: Store, clock: Clock, depths: CommitmentDepths) {
  const unixSeconds = () => Math.floor(clock.now().getTime() / 1000);
  const chainSeed = store.fact('chain_seed') ?? '';
  /** Oldest first, never empty. */
  const recent = store.recentBlocks(KEPT_BLOCKS).toReversed();
  if (recent.length === 0) {
    // A new chain starts with as many blocks as finality takes, so that the commitments have their full distance from
    // the first slot on.
    store.atomically(() => {
      for (let height = 0; height <= depths.finalizedSlots; height += 1) {
        const slot = GENESIS_SLOT + height;
        const block = { slot, height, blockhash: blockhashOf(chainSeed, slot), blockTime: unixSeconds() };
        store.addBlock(block);
        recent.push(block);
      }
    });
  }
  const heightOf = new Map(recent.map((block) => [block.blockhash, block.height]));
  const slotOf = new Map(recent.map((block) => [block.blockhash, block.slot]));
  const newest = (): BlockRow => recent[recent.length - 1] as BlockRow;

  const slotAt = (commitment: Commitment): number => {
    const behind =
      commitment === 'processed' ? 0 : commitment === 'confirmed' ? depths.confirmedSlots : depths.finalizedSlots;
    return Math.max(GENESIS_SLOT, newest().slot - behind);
  };
  const blockAt = (commitment: Commitment): BlockRow => {
    const back = newest().slot - slotAt(commitment);
    return recent[Math.max(0, recent.length - 1 - back)] as BlockRow;
  };

  return {
    newest,
    slotAt,
    blockAt,
    genesisSlot: GENESIS_SLOT,
    /** Newest first. */
    recentHashes: () => recent.toReversed().map(({ slot, blockhash }) => ({ slot: BigInt(slot), hash: blockhash })),
    lastValidBlockHeight: (block: BlockRow): number => block.height + MAX_BLOCKHASH_AGE,
    /** True if a transaction with this blockhash may run on the bank of that commitment. */
    isBlockhashValid: (blockhash: string, commitment: Commitment): boolean => {
      const height = heightOf.get(blockhash);
      const at = blockAt(commitment);
      return height !== undefined && (slotOf.get(blockhash) ?? 0) <= at.slot && at.height - height <= MAX_BLOCKHASH_AGE;
    },
    commitmentOf: (slot: number): Commitment =>
      slot <= slotAt('finalized') ? 'finalized' : slot <= slotAt('confirmed') ? 'confirmed' : 'processed',
    advance: (): BlockRow => {
      const { slot, height } = newest();
      const block = {
        slot: slot + 1,
        height: height + 1,
        blockhash: blockhashOf(chainSeed, slot + 1),
        blockTime: unixSeconds(),
      };
      store.atomically(() => {
        store.addBlock(block);
        if (recent.length >= KEPT_BLOCKS) store.pruneEmptyBlock((recent[0] as BlockRow).slot);
      });
      recent.push(block);
      heightOf.set(block.blockhash, block.height);
      slotOf.set(block.blockhash, block.slot);
      if (recent.length > KEPT_BLOCKS) {
        const dropped = recent.shift();
        heightOf.delete(dropped?.blockhash ?? '');
        slotOf.delete(dropped?.blockhash ?? '');
      }
      return block;
    },
  };
}

/** The seed makes the blockhash unpredictable and different on every chain. */
const blockhashOf = (chainSeed: string, slot: number): string =>
  base58Encode(createHash('sha256').update(`${chainSeed}:${slot}`).digest());
