/** A UUID of version 7 (RFC 9562, section 5.7) from the milliseconds of `time` and ten random bytes. */
export function uuidV7(time: Date, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const milliseconds = time.getTime();
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  bytes.set(random.subarray(0, 10), 6);
  return uuidOf(bytes, 7);
}

/** A UUID of version 8 (RFC 9562, section 5.8) from the first 16 bytes of a hash. Equal hashes give equal ids. */
export const uuidV8 = (hash: Uint8Array): string => uuidOf(hash.slice(0, 16), 8);

function uuidOf(bytes: Uint8Array, version: number): string {
  bytes[6] = (version << 4) | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
