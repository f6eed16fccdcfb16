/** Nesting limit. It is above the depth of every schema of the contract and far below a stack overflow. */
const DEEPEST = 64;

/** False for a string that PostgreSQL can store neither as `text` nor inside `jsonb`. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * The reason why a value of a request cannot be stored or parsed, or `undefined` if it can. Without this check the
 * database or a recursive parser would fail, and the caller would get a 500 for an invalid request.
 */
export function jsonFault(value: unknown): string | undefined {
  const open: (readonly [value: unknown, depth: number])[] = [[value, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [each, depth] = next;
    if (typeof each === 'string' && !isStorable(each)) return 'A string contains U+0000 or half a surrogate pair.';
    if (typeof each !== 'object' || each === null) continue;
    if (depth >= DEEPEST) return `It is nested more than ${DEEPEST} levels deep.`;
    if (!Array.isArray(each) && !Object.keys(each).every(isStorable))
      return 'A member name contains U+0000 or half a surrogate pair.';
    // Copies of the object would lose such a member.
    if (Object.hasOwn(each, '__proto__')) return 'A member is named __proto__.';
    for (const member of Object.values(each)) open.push([member, depth + 1]);
  }
  return undefined;
}
