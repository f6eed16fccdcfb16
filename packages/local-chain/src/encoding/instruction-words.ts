import { addressText } from './address-text.ts';

/** Reads an instruction's data from front to back. Throws {@link OutOfWords} if a read passes the end. */
export function wordsOf(data: Uint8Array, start: number) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = start;
  const take = (size: number): number => {
    if (at + size > data.length) throw new OutOfWords();
    at += size;
    return at - size;
  };
  return {
    u8: (): number => view.getUint8(take(1)),
    u32: (): number => view.getUint32(take(4), true),
    u64: (): bigint => view.getBigUint64(take(8), true),
    address: (): string => {
      const from = take(32);
      return addressText(data.subarray(from, from + 32));
    },
    /** A flag byte, then an address if the flag is set. */
    optionalAddress(): string | undefined {
      return this.u8() === 1 ? this.address() : undefined;
    },
    /** A u64 length, then as many bytes of UTF-8. */
    text(): string {
      const length = Number(this.u64());
      const from = take(length);
      return Buffer.from(data.subarray(from, from + length)).toString('utf8');
    },
    rest: (): Uint8Array => data.subarray(at),
  };
}

export type Words = ReturnType<typeof wordsOf>;

/** The data is shorter than its instruction requires. The parse fails as a whole. */
export class OutOfWords extends Error {}
