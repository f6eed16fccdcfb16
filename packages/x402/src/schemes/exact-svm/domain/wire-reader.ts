/** The bytes end too early, or a number is not in its shortest encoding. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

/** Reads Solana's wire format from front to end. */
export interface WireReader {
  u8(): number;
  /** Solana's `ShortU16`: seven bits per byte, low bits first, in the fewest bytes possible. */
  shortU16(): number;
  bytes(length: number): Uint8Array;
  /** A count as `ShortU16`, then that many items. */
  list<Item>(read: () => Item): readonly Item[];
  position(): number;
  atEnd(): boolean;
}

export function wireReader(bytes: Uint8Array): WireReader {
  let at = 0;
  const u8 = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new WireFormatError('The bytes end too early');
    at += 1;
    return byte;
  };
  const shortU16 = (): number => {
    let value = 0;
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = u8();
      value |= (byte & 0x7f) << shift;
      const isLast = (byte & 0x80) === 0;
      if (isLast && byte === 0 && shift > 0) throw new WireFormatError('A number has an empty last byte');
      if (isLast && value <= 0xffff) return value;
    }
    throw new WireFormatError('A number exceeds 16 bits');
  };
  return {
    u8,
    shortU16,
    bytes: (length) => {
      if (at + length > bytes.length) throw new WireFormatError('The bytes end too early');
      at += length;
      return bytes.subarray(at - length, at);
    },
    list: (read) => Array.from({ length: shortU16() }, read),
    position: () => at,
    atEnd: () => at === bytes.length,
  };
}
