/** The place of an issue in the request as it was sent. */
export interface SentPlace {
  /** JSON pointer (RFC 6901). It ends where the request has a text that the schema splits or decodes further. */
  readonly pointer: string;
  readonly names: readonly string[];
  readonly absent: boolean;
  readonly value: unknown;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

export const pointerTo = (names: readonly PropertyKey[]): string =>
  names.map((name) => `/${escaped(String(name))}`).join('');

/** Finds the value at a path. `decoded` is the value that the schema saw, which counts inside a text. */
export function sentAt(sent: unknown, path: readonly PropertyKey[], decoded: unknown): SentPlace {
  let value = sent;
  for (const [depth, name] of path.entries()) {
    const names = path.slice(0, depth).map(String);
    if (value === undefined) return { pointer: pointerTo(path), names: path.map(String), absent: true, value };
    if (typeof value !== 'object' || value === null)
      return { pointer: pointerTo(names), names, absent: false, value: decoded };
    value = Object.hasOwn(value, name) ? (value as Record<PropertyKey, unknown>)[name] : undefined;
  }
  return { pointer: pointerTo(path), names: path.map(String), absent: value === undefined, value };
}

/** Members whose values are or contain credentials. A refusal never repeats them. */
const SECRET = /signature|secret|token|key|proof|presentation|payload|nonce|credential|commitment|authorization/i;

const MOST_QUOTED = 40;

function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * MOST_QUOTED + 2));
  const short = characters.length > MOST_QUOTED ? `${characters.slice(0, MOST_QUOTED).join('')}…` : text;
  return JSON.stringify(short.toWellFormed());
}

/** The refused value in words, or `undefined` if its member may hold a credential. */
export function quoted({ names, value }: SentPlace): string | undefined {
  if (names.some((name) => SECRET.test(name))) return undefined;
  if (typeof value === 'string') return shortened(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : undefined;
}
