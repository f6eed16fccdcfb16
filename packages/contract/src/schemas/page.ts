import * as z from 'zod';

/** Keyset pagination. The opaque cursor of the previous page keeps pages complete while rows change. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .max(512)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected the nextCursor of the page before')
    .optional(),
};

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Cursor of the next page, null on the last page.' });
