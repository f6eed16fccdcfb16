import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';

/** Times that PostgreSQL and `Date` both hold. */
const InstantMs = z.number().int().min(0).max(253_402_300_799_999);

/** The values that a page can end with. Other values would cause a database error and a 500 response. */
const Position = z.tuple([InstantMs, InstantMs, Did]);

/** The end of a page of changes: the start of the synchronization, and time and DID of the last change. */
export interface UpdatePosition {
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly did: string;
}

export const updateCursor = ({ startedAt, updatedAt, did }: UpdatePosition): string =>
  Buffer.from(JSON.stringify([startedAt.getTime(), updatedAt.getTime(), did])).toString('base64url');

/** The position that a cursor encodes, or `undefined` if the registry cannot have issued the cursor. */
export function readUpdateCursor(cursor: string): UpdatePosition | undefined {
  try {
    const [startedMs, updatedMs, did] = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { startedAt: new Date(startedMs), updatedAt: new Date(updatedMs), did };
  } catch {
    return undefined;
  }
}

/**
 * A change has the time at which its request began, and is visible when its transaction ends, which is at most 30 s
 * later. The next synchronization begins this long before the start of the present one, so that it finds such changes.
 */
const OVERLAP_MS = 60_000;

export const nextUpdatedSince = (startedAt: Date): Date => new Date(Math.max(0, startedAt.getTime() - OVERLAP_MS));
