import { createHash } from 'node:crypto';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/**
 * The payer under which an agent's proofs are stored. It is one derived address per agent, to which no wallet has the key.
 * All proofs of an agent therefore form one pair, and any number of them counts no more than a single payer. The witness
 * makes no payments, so the pass over the payment graph leaves it out.
 */
export const proofWitness = (did: Did): SolanaAddress =>
  solanaAddress(encodeBase58(createHash('sha256').update(`zk\n${did}`).digest()));
