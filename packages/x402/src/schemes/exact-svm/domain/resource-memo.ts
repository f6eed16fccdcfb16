import { createHash } from 'node:crypto';

/** Prefix of memos that bind a payment to a resource. A SHA-256 in base64url follows. */
export const RESOURCE_MEMO_PREFIX = 'x402:resource:';

/**
 * Memo for payments of one resource. A server sets it as `extra.memo` of the resource's `accepts` entry, the client
 * signs it into the transaction, and the payment is valid for that resource only. The memo binds scheme, host and path
 * and not the query, so a route has one memo. Returns `undefined` for a text that is no URL.
 */
export function resourceMemo(resourceUrl: string): string | undefined {
  if (!URL.canParse(resourceUrl)) return undefined;
  const { origin, host, protocol, pathname } = new URL(resourceUrl);
  const place = origin === 'null' ? `${protocol}//${host}` : origin;
  return RESOURCE_MEMO_PREFIX + createHash('sha256').update(`${place}${pathname}`).digest('base64url');
}

/** False if the memo binds a resource and the payment names another resource or none. */
export function memoFitsResource(memo: unknown, resourceUrl: string | undefined): boolean {
  if (typeof memo !== 'string' || !memo.startsWith(RESOURCE_MEMO_PREFIX)) return true;
  return resourceUrl !== undefined && memo === resourceMemo(resourceUrl);
}
