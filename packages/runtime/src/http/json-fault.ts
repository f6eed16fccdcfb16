/** Deeper than any schema of the contract, and far from where recursive readers run out of stack. */
const DEEPEST = 64;

/** The shortest spelling of what PostgreSQL takes neither as text nor inside JSON. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * What makes a value from outside one that cannot be kept or read any further, or `undefined`. It is told here, once,
 * because below it would be an error of the database or of the stack: a fault of ours in the caller's eyes.
 */
export function jsonFault(value: unknown): string | undefined {
  const open: (readonly [value: unknown, depth: number])[] = [[value, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [each, depth] = next;
    if (typeof each === 'string' && !isStorable(each)) return 'A text holds U+0000 or half a surrogate pair.';
    if (typeof each !== 'object' || each === null) continue;
    if (depth >= DEEPEST) return `It is nested more than ${DEEPEST} levels deep.`;
    if (!Array.isArray(each) && !Object.keys(each).every(isStorable))
      return 'A name holds U+0000 or half a surrogate pair.';
    for (const member of Object.values(each)) open.push([member, depth + 1]);
  }
  return undefined;
}
