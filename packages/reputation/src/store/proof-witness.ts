import { createHash } from 'node:crypto';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/**
 * The witness that proofs of an agent count as: nobody's wallet, one for each agent. All of an agent's proofs are one
 * pair in the score, which holds no more than any one payer does, however many are made. It pays nobody, so that the
 * pass over the payment graph leaves it out.
 */
export const proofWitness = (did: Did): SolanaAddress =>
  solanaAddress(encodeBase58(createHash('sha256').update(`zk\n${did}`).digest()));
