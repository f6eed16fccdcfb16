import * as z from 'zod';

/** An instant. It is ISO 8601 in UTC with milliseconds on the wire, and a `Date` in code. */
export const Instant = z
  .codec(z.iso.datetime({ precision: 3 }).meta({ example: '2026-01-31T12:00:00.000Z' }), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  })
  .meta({ id: 'Instant', description: 'An instant: ISO 8601 in UTC with milliseconds.' });
