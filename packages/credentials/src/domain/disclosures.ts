import { decodeJson } from './decode-json.ts';

/** A disclosure with the digest by which the credential refers to it. */
export interface Disclosure {
  readonly encoded: string;
  readonly digest: string;
}

/** Digests in the places that SD-JWT has for them: `_sd` lists of objects, and `...` of list elements. */
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
 * Whether every disclosure belongs to the credential, once: RFC 9901, section 7.1. A stray one would be something that
 * nobody signed, in the middle of what somebody did.
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
