import * as z from 'zod';
import { assertBrand, BrandError } from './assert-brand.ts';
import type { ChainId } from './network.ts';
import { solanaAddress, type SolanaAddress } from './solana-address.ts';

/**
 * An account on a network as CAIP-10 names it: the network's CAIP-2 id, a colon and the address in the network's own
 * form. Code that holds an `Account` only compares it for equality. The address is read where the network itself is
 * asked, where a wallet's signature is checked, and where a row is stored.
 * Source: https://chainagnostic.org/CAIPs/caip-10
 */
export const Account = z
  .string()
  .regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[-.%a-zA-Z0-9]{1,128}$/, {
    error: 'expected an account as CAIP-10 writes it, such as solana:<genesis>:<address>',
  })
  .meta({ example: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU' })
  .brand<'Account'>();
export type Account = z.infer<typeof Account>;

export const isAccount = (value: unknown): value is Account => Account.safeParse(value).success;

export function assertIsAccount(value: unknown): asserts value is Account {
  assertBrand('Account', Account, value);
}

/**
 * The account of an address on a network. Throws a `BrandError` for a network or an address that CAIP-10 cannot write.
 */
export function account(network: ChainId, address: string): Account {
  const value = `${network}:${address}`;
  assertIsAccount(value);
  return value;
}

/** The address within its network: the part after the last colon. */
export const addressOf = (value: Account): string => value.slice(value.lastIndexOf(':') + 1);

/**
 * The address of an account on Solana. Throws a `BrandError` for an account on any other network, because its address
 * may have the form of a Solana address and would then pass for another payer's wallet.
 */
export function solanaAddressOf(value: Account): SolanaAddress {
  if (!value.startsWith('solana:')) throw new BrandError(`Not an account on Solana: ${value}`);
  return solanaAddress(addressOf(value));
}
