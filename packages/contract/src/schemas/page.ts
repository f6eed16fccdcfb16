import * as z from 'zod';

/** Keyset pagination: an opaque cursor from the page before, so that pages neither skip nor repeat while rows change. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .max(512)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected the nextCursor of the page before')
    .optional(),
};

export const nextCursor = z.string().nullable().meta({ description: 'Cursor of the next page, or null on the last.' });
