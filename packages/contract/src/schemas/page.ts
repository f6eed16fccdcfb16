import * as z from 'zod';
import { formerNameOf, oneOfTwoNames } from './former-name.ts';

/** Metadata of a cursor, also where a route has cursors of its own form. */
export const CURSOR = {
  description: 'The `nextCursor` of the previous page. Leave it out for the first page.',
} as const;

/** Keyset pagination. The opaque cursor of the previous page keeps pages complete while rows change. */
export const PageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .meta({ description: 'Maximum number of entries of a page.' }),
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

/** The cursor of a list that is ordered by sequence number: the number of the last item, as text. */
export const SequenceCursor = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, 'expected the nextCursor of the previous page')
  .transform(Number)
  .optional()
  .meta({ ...CURSOR, example: '42' });

/** The former name of `cursor` in lists that are ordered by sequence number. */
export const formerCursor = { description: 'Former name of cursor.', ...formerNameOf('cursor') };

export const nextBefore = z
  .number()
  .int()
  .nullable()
  .meta({ description: 'nextCursor as a number, under its former name.', ...formerNameOf('nextCursor') });

export const ONE_CURSOR = oneOfTwoNames('before', 'cursor');

/** The sequence number before which a page begins. */
export const startOfPage = ({
  cursor,
  before,
}: {
  readonly cursor?: number | undefined;
  readonly before?: number | undefined;
}): number | undefined => cursor ?? before;

/** The members of an answer that lead to the next page, under the present and the former name. */
export const nextPageAfter = (sequence: number | null) => ({
  nextCursor: sequence === null ? null : String(sequence),
  nextBefore: sequence,
});
