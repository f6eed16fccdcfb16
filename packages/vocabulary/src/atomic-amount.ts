import * as z from 'zod';

export const U64_MAX = 18_446_744_073_709_551_615n;

/**
 * A token amount in atomic units. It is a canonical decimal string within u64 on the wire, and a `bigint` in code. JSON
 * numbers are refused because they lose precision above 2^53.
 */
export const AtomicAmount = z
  .codec(
    z
      .string()
      .regex(/^(?:0|[1-9]\d{0,19})$/, {
        error: 'expected a whole number of atomic units as a decimal string, such as "10000"',
        abort: true,
      })
      .refine((value) => value.length < 20 || BigInt(value) <= U64_MAX, {
        error: 'expected at most 2^64 - 1',
        params: { fault: 'range' },
      })
      .meta({ example: '10000' }),
    z.bigint(),
    { decode: (text) => BigInt(text), encode: (amount) => amount.toString() },
  )
  .meta({ id: 'AtomicAmount', description: 'A token amount in atomic units, as a decimal string within u64.' });
