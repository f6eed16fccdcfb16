import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/**
 * A payer as the tables of pairs, credibility and trust seeds and the stored graphs name it: by the Solana address
 * alone, which identifies the payer because a stage settles on one network. An `Account` would change those rows, the
 * locks of pairs and the graphs that a running epoch resumes from, so a second network needs a migration first.
 */
export type PayerKey = SolanaAddress;
