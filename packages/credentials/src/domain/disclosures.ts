import { decodeJson } from './decode-json.ts';

/** A disclosure with the digest that refers to it in the credential. */
export interface Disclosure {
  readonly encoded: string;
  readonly digest: string;
}

/** All digests in a value, from the `_sd` arrays of objects and the `...` members of array elements. */
function digestsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(digestsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === '_sd') return Array.isArray(member) ? member.filter((each) => typeof each === 'string') : [];
    if (name === '...') return typeof member === 'string' ? [member] : [];
    return digestsIn(member);
  });
}

/**
 * Whether the credential contains the digest of every disclosure exactly once (RFC 9901, section 7.1). The issuer did
 * not sign a disclosure whose digest is missing.
 */
export function disclosuresFit(payload: unknown, disclosures: readonly Disclosure[]): boolean {
  const contents = disclosures.map(({ encoded }) => decodeJson(encoded));
  if (!contents.every((content) => Array.isArray(content) && (content.length === 2 || content.length === 3)))
    return false;
  const referred = [payload, ...contents].flatMap(digestsIn);
  if (new Set(referred).size !== referred.length) return false;
  const digests = disclosures.map(({ digest }) => digest);
  return new Set(digests).size === digests.length && digests.every((digest) => referred.includes(digest));
}
