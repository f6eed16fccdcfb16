import * as z from 'zod';
import { assertBrand } from './assert-brand.ts';

/** A chain id of CAIP-2, such as `eip155:1`: a namespace, a colon and a reference. It may name any network. */
export type ChainId = `${string}:${string}`;

/**
 * A network on which the registry settles: `solana:` and the first 32 characters of the genesis hash.
 * Source: https://chainagnostic.org/CAIPs/caip-2 and the Solana namespace's CAIP-2 profile.
 */
export const Network = z
  .enum([
    'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
    'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
    'solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z',
  ])
  .meta({
    id: 'Network',
    description: 'A chain by its CAIP-2 id: Solana mainnet, devnet or testnet.',
    example: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
  });
export type Network = z.infer<typeof Network>;

export const SOLANA_MAINNET = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' satisfies Network;
/** The local chain uses this id too, because x402 clients accept only the three public networks. */
export const SOLANA_DEVNET = 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1' satisfies Network;
export const SOLANA_TESTNET = 'solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z' satisfies Network;

export const isNetwork = (value: unknown): value is Network => Network.safeParse(value).success;

export function assertIsNetwork(value: unknown): asserts value is Network {
  assertBrand('Network', Network, value);
}
