import * as z from 'zod';

/** Metadata of a cursor, also where a route has cursors of its own form. */
export const CURSOR = {
  description: 'The `nextCursor` of the previous page. Leave it out for the first page.',
} as const;

/** Keyset pagination. The opaque cursor of the previous page keeps pages complete while rows change. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'Number of entries of a page.' }),
  cursor: z
    .string()
    .max(512)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected the nextCursor of the page before')
    .optional()
    .meta(CURSOR),
};

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Cursor of the next page, null on the last page.', example: null });
