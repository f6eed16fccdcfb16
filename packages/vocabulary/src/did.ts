import * as z from 'zod';
import { assertBrand } from './assert-brand.ts';
import { isNetwork, type Network } from './network.ts';
import { isSolanaAddress, type SolanaAddress } from './solana-address.ts';

/** The DID methods that the registry resolves. */
export const DID_METHODS = ['pkh', 'key', 'sol', 'web'] as const;
export type DidMethod = (typeof DID_METHODS)[number];

/**
 * Syntax of W3C DID 1.0, section 3.1, limited to the methods that the registry resolves, without path or fragment. A DID
 * of method pkh has a Solana account as its identifier.
 */
const DID_PATTERN =
  /^did:(?:pkh:solana:[1-9A-HJ-NP-Za-km-z]{32}:[1-9A-HJ-NP-Za-km-z]{32,44}|(?:key|sol|web):[A-Za-z0-9._%-]+(?::[A-Za-z0-9._%-]+)*)$/;

const PKH_FORM = 'expected did:pkh:solana:<first 32 characters of the genesis hash>:<base58 address>';

/** A decentralised identifier, such as `did:pkh:solana:<genesis>:<address>`. */
export const Did = z
  .string()
  .max(512, { abort: true })
  .regex(DID_PATTERN, {
    error: ({ input }) =>
      String(input).startsWith('did:pkh:')
        ? PKH_FORM
        : 'expected a DID of method pkh, key, sol or web, without path or fragment',
    abort: true,
  })
  .refine((value) => !value.startsWith('did:pkh:') || pkhAccount(value) !== undefined, {
    error: PKH_FORM,
    params: { fault: 'format' },
  })
  .meta({
    id: 'Did',
    description: 'A decentralised identifier of the method pkh, key, sol or web, without path or fragment.',
    example: 'did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  })
  .brand<'Did'>();
export type Did = z.infer<typeof Did>;

export const isDid = (value: unknown): value is Did => Did.safeParse(value).success;

export function assertIsDid(value: unknown): asserts value is Did {
  assertBrand('Did', Did, value);
}

export function did(value: string): Did {
  assertIsDid(value);
  return value;
}

export const didMethod = (value: Did): DidMethod => value.split(':')[1] as DidMethod;

/** The account that a Solana `did:pkh` names, or `undefined` for any other text. */
export function pkhAccount(value: string): { network: Network; address: SolanaAddress } | undefined {
  const [, method, namespace, reference, address, ...rest] = value.split(':');
  const network = `solana:${reference}`;
  if (method !== 'pkh' || namespace !== 'solana' || rest.length > 0) return undefined;
  return isNetwork(network) && isSolanaAddress(address) ? { network, address } : undefined;
}

export const pkhDid = (network: Network, address: SolanaAddress): Did => did(`did:pkh:${network}:${address}`);
