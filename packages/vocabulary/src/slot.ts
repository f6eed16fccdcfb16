import * as z from 'zod';
import { U64_MAX } from './atomic-amount.ts';

/**
 * A Solana slot, the number of the period of about 400 ms in which a transaction was processed. It is a canonical
 * decimal string within u64 on the wire, and a `bigint` in code.
 */
export const Slot = z
  .codec(
    z
      .string()
      .regex(/^(?:0|[1-9]\d{0,19})$/, {
        error: 'expected a slot as a decimal string, such as "312345678"',
        abort: true,
      })
      .refine((value) => value.length < 20 || BigInt(value) <= U64_MAX, 'expected at most 2^64 - 1')
      .meta({ example: '312345678' }),
    z.bigint(),
    { decode: (text) => BigInt(text), encode: (slot) => slot.toString() },
  )
  .meta({ id: 'Slot', description: 'Number of a Solana slot, as a decimal string within u64.' });
