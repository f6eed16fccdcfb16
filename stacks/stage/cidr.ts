/** An IPv4 block as a range of numbers, so that containment and overlap are comparisons. */
export type CidrBlock = { readonly first: number; readonly last: number; readonly prefix: number };

const pattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Parses a block of four octets and a prefix of 0 to 32, without host bits. `undefined` for any other text. */
export function parseCidr(text: string): CidrBlock | undefined {
  const parts = pattern.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 33] = parts;
  if (prefix > 32 || [a, b, c, d].some((octet) => octet > 255)) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export const contains = (outer: CidrBlock, inner: CidrBlock): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

export const overlaps = (a: CidrBlock, b: CidrBlock): boolean => a.first <= b.last && b.first <= a.last;
