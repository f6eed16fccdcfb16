import { randomBytes } from 'node:crypto';
import { createKeyPairSignerFromPrivateKeyBytes, getAddressEncoder } from '@solana/kit';
import type { KeyPairSigner } from '@solana/kit';
import type { Store } from './store.ts';
import { base58Decode } from './encoding/base58.ts';
import { TOKEN_PROGRAM, writeMint } from './token-layout.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** Devnet's, so that clients take the chain for `solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1`, one of the three x402 knows. */
export const DEVNET_GENESIS_HASH = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';

/** Where devnet has its USDC. */
export const USDC_MINT = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
export const USDC_DECIMALS = 6;

/** All SOL there is, five million: below 2^53 lamports, so that every balance is an exact double. */
const FAUCET_LAMPORTS = 5_000_000_000_000_000n;

export type DevelopmentKeys = { readonly faucet: KeyPairSigner; readonly mintAuthority: KeyPairSigner };

/** Gives a new chain its seed and its development keys; an old one keeps those of its state file. */
export async function developmentKeys(store: Store): Promise<DevelopmentKeys> {
  if (store.fact('chain_seed') === undefined) store.setFact('chain_seed', randomBytes(32).toString('hex'));
  const keyOf = async (name: string): Promise<KeyPairSigner> => {
    const seed = store.seed(name) ?? new Uint8Array(randomBytes(32));
    if (store.seed(name) === undefined) store.setSeed(name, seed);
    return createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(seed));
  };
  return { faucet: await keyOf('faucet'), mintAuthority: await keyOf('usdc_mint_authority') };
}

/** Writes the accounts a chain begins with, once. */
export function placeGenesis(store: Store, machine: VirtualMachine, keys: DevelopmentKeys): void {
  if (store.fact('genesis') !== undefined) return;
  const addressBytes = getAddressEncoder();
  const faucet = { lamports: FAUCET_LAMPORTS, owner: new Uint8Array(32), executable: false, data: new Uint8Array() };
  const mintData = writeMint({
    authority: new Uint8Array(addressBytes.encode(keys.mintAuthority.address)),
    decimals: USDC_DECIMALS,
    supply: 0n,
  });
  const mint = {
    lamports: machine.rentExemptMinimum(mintData.length),
    owner: base58Decode(TOKEN_PROGRAM) as Uint8Array,
    executable: false,
    data: mintData,
  };
  store.atomically(() => {
    store.saveAccount({ address: new Uint8Array(addressBytes.encode(keys.faucet.address)), state: faucet });
    store.saveAccount({ address: base58Decode(USDC_MINT) as Uint8Array, state: mint });
    store.setFact('genesis', DEVNET_GENESIS_HASH);
  });
}
