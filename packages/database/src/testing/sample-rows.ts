import { did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { settlements } from '../schema/settlements.ts';
import { searchText } from '../search-text.ts';

const ADDRESS = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');

/** A row of `agent_profiles` whose DID is made from its name. */
export const sampleAgent = (name: string) => ({
  did: did(`did:web:${name}.example`),
  name,
  description: 'An agent of the tests',
  payTo: ADDRESS,
  searchText: searchText(name),
});

/** A row of `settlements` in the state `reserved`. */
export const sampleSettlement = (id: string, artefact: string): typeof settlements.$inferInsert => ({
  id,
  scheme: 'exact',
  artefact,
  network: SOLANA_DEVNET,
  payer: ADDRESS,
  payTo: ADDRESS,
  asset: ADDRESS,
  amountAtomic: 10_000n,
  requirements: {},
});
