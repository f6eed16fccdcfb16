import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { bigint, customType, numeric, text, timestamp } from 'drizzle-orm/pg-core';

/** A timestamp with milliseconds, the precision of JavaScript's `Date`, so that it survives the round trip. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** A token amount in atomic units. Holds every u64. */
export const amountAtomic = (name: string) => numeric(name, { precision: 20, scale: 0, mode: 'bigint' });

/** A value in millionths of a US dollar. */
export const usdMicro = (name: string) => bigint(name, { mode: 'bigint' }).$type<UsdcAtomic>();

export const didColumn = (name: string) => text(name).$type<Did>();
export const solanaAddressColumn = (name: string) => text(name).$type<SolanaAddress>();

export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => new Uint8Array(value),
});
