import { createHash } from 'node:crypto';

/** What memos that bind a payment to a resource begin with; the rest is a hash in base64url. */
export const RESOURCE_MEMO_PREFIX = 'x402:resource:';

/**
 * The memo for payments of one resource. A server sets it as `extra.memo` of the resource's `accepts` entry; the client
 * then signs it into the transaction, and the payment is good for that resource and no other. Scheme, host and path are
 * bound, the query is not: one route, one memo. `undefined` where the text is no URL.
 */
export function resourceMemo(resourceUrl: string): string | undefined {
  if (!URL.canParse(resourceUrl)) return undefined;
  const { origin, host, protocol, pathname } = new URL(resourceUrl);
  const place = origin === 'null' ? `${protocol}//${host}` : origin;
  return RESOURCE_MEMO_PREFIX + createHash('sha256').update(`${place}${pathname}`).digest('base64url');
}

/** False where a memo claims to bind a resource and the payment was made for another, or for none that is named. */
export function memoFitsResource(memo: unknown, resourceUrl: string | undefined): boolean {
  if (typeof memo !== 'string' || !memo.startsWith(RESOURCE_MEMO_PREFIX)) return true;
  return resourceUrl !== undefined && memo === resourceMemo(resourceUrl);
}
