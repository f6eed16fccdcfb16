import type { Problem } from '@pos/contract/problem.ts';
import { mayBeConditional, type RouteDeclaration } from '@pos/contract/route.ts';

const CONDITIONS = { 'if-match': 'If-Match', 'if-none-match': 'If-None-Match' } as const;

/**
 * The refusal of a conditional write to a resource that has no entity tag, or `undefined`. Without it the write would
 * take effect although the caller made it depend on a condition. A resource without a tag never matches (RFC 9110,
 * section 13.1.1).
 */
export function unsupportedCondition(
  route: RouteDeclaration,
  headers: Readonly<Record<string, string>>,
): Problem | undefined {
  if (!mayBeConditional(route) || route.revised === true) return undefined;
  const sent = (['if-match', 'if-none-match'] as const).find((name) => headers[name] !== undefined);
  return sent === undefined
    ? undefined
    : { code: 'precondition-failed', detail: `This resource has no entity tag, so it takes no ${CONDITIONS[sent]}.` };
}
