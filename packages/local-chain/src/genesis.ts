import { randomBytes } from 'node:crypto';
import { createKeyPairSignerFromPrivateKeyBytes, getAddressEncoder } from '@solana/kit';
import type { KeyPairSigner } from '@solana/kit';
import type { Store } from './store.ts';
import { base58Decode } from './encoding/base58.ts';
import { TOKEN_PROGRAM, writeMint } from './token-layout.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/**
 * The genesis hash of devnet, so that clients see the chain as `solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1`, one of the
 * three networks that x402 knows.
 */
export const DEVNET_GENESIS_HASH = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';

/** The address of USDC on devnet. */
export const USDC_MINT = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
export const USDC_DECIMALS = 6;

/** The total supply of SOL, five million: below 2^53 lamports, so that a double holds every balance exactly. */
const FAUCET_LAMPORTS = 5_000_000_000_000_000n;

export type DevelopmentKeys = { readonly faucet: KeyPairSigner; readonly mintAuthority: KeyPairSigner };

/**
 * Creates the seed and the development keys of a new chain. A chain that is restored from a state file keeps its seed
 * and keys.
 */
export async function developmentKeys(store: Store): Promise<DevelopmentKeys> {
  if (store.fact('chain_seed') === undefined) store.setFact('chain_seed', randomBytes(32).toString('hex'));
  const keyOf = async (name: string): Promise<KeyPairSigner> => {
    const seed = store.seed(name) ?? new Uint8Array(randomBytes(32));
    if (store.seed(name) === undefined) store.setSeed(name, seed);
    return createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(seed));
  };
  return { faucet: await keyOf('faucet'), mintAuthority: await keyOf('usdc_mint_authority') };
}

/** Writes the initial accounts of a new chain. Does nothing if the chain already has them. */
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
