import { createHash } from 'node:crypto';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/**
 * The payer that an agent's proofs are stored under: one address for each agent, which is nobody's wallet. All proofs
 * of an agent therefore form one pair, which holds no more evidence than any single payer, however many proofs there
 * are. The witness pays nobody, so the pass over the payment graph leaves it out.
 */
export const proofWitness = (did: Did): SolanaAddress =>
  solanaAddress(encodeBase58(createHash('sha256').update(`zk\n${did}`).digest()));
