import { SOLANA_DEVNET, SOLANA_MAINNET, SOLANA_TESTNET, type Network } from './network.ts';
import { solanaAddress, type SolanaAddress } from './solana-address.ts';

/** A token in which the registry settles payments. */
export interface Asset {
  readonly symbol: 'USDC' | 'wSOL';
  readonly mint: SolanaAddress;
  readonly decimals: number;
}

const DEVNET_USDC = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const WRAPPED_SOL: Asset = {
  symbol: 'wSOL',
  mint: solanaAddress('So11111111111111111111111111111111111111112'),
  decimals: 9,
};
const usdc = (mint: SolanaAddress): Asset => ({ symbol: 'USDC', mint, decimals: 6 });

/**
 * Tokens by network. The USDC mints are the ones that Circle publishes. The native mint is the same on every network.
 */
export const ASSETS: Readonly<Record<Network, readonly Asset[]>> = {
  [SOLANA_MAINNET]: [usdc(solanaAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v')), WRAPPED_SOL],
  [SOLANA_DEVNET]: [usdc(DEVNET_USDC), WRAPPED_SOL],
  [SOLANA_TESTNET]: [usdc(DEVNET_USDC), WRAPPED_SOL],
};

export const assetOf = (network: Network, mint: string): Asset | undefined =>
  ASSETS[network].find((asset) => asset.mint === mint);
