import { hash_to_field } from '@noble/curves/abstract/hash-to-curve.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { fieldElement, type FieldElement } from './field-element.ts';

/** Hash domains. The same DID hashes to different elements as an agent and as a client. */
export type HashDomain = 'agent' | 'client' | 'skill' | 'scope' | 'signal' | 'owner-secret' | 'receipt-salt';

const DST_PREFIX = 'PROOF-OF-SERVICE-V1-BN254FR-XMD-SHA256-';
const LENGTH_BYTES = 4;
const utf8 = new TextEncoder();

/** Prefixes each part with its length (4 bytes, big-endian), so that ("ab", "c") and ("a", "bc") differ. */
function frame(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const bodies = parts.map((part) => (typeof part === 'string' ? utf8.encode(part) : part));
  const framed = new Uint8Array(bodies.reduce((total, body) => total + LENGTH_BYTES + body.length, 0));
  const view = new DataView(framed.buffer);
  let at = 0;
  for (const body of bodies) {
    view.setUint32(at, body.length);
    framed.set(body, at + LENGTH_BYTES);
    at += LENGTH_BYTES + body.length;
  }
  return framed;
}

/**
 * RFC 9380 `hash_to_field` (expand_message_xmd with SHA-256, 48 bytes per element, so the bias is below 2⁻¹²⁸) of the
 * length-prefixed parts. The domain separation tag is a fixed prefix followed by the domain in capitals.
 */
export function hashToField(domain: HashDomain, ...parts: readonly (string | Uint8Array)[]): FieldElement {
  const options = {
    DST: DST_PREFIX + domain.toUpperCase(),
    p: BN254_SCALAR_ORDER,
    m: 1,
    k: 128,
    expand: 'xmd',
    hash: sha256,
  } as const;
  const [[element] = []] = hash_to_field(frame(parts), 1, options);
  if (element === undefined) throw new Error('hash_to_field gave no element');
  return fieldElement(element);
}
