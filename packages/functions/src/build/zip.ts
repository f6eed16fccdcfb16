import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** Path inside the archive, with forward slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** 1 January 1980, the earliest date that the ZIP format can express. */
const DOS_DATE = 0x0021;
const VERSION = 20;
const MADE_ON_UNIX = (3 << 8) | VERSION;
/** A regular file that everybody may read. */
const ATTRIBUTES = (0o100644 << 16) >>> 0;
const UTF8_NAMES = 0x0800;

function localHeader({ name, content }: ZipEntry, crc: number): Buffer {
  const path = Buffer.from(name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(UTF8_NAMES, 6);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(content.byteLength, 18);
  header.writeUInt32LE(content.byteLength, 22);
  header.writeUInt16LE(path.byteLength, 26);
  return Buffer.concat([header, path]);
}

function directoryHeader({ name, content }: ZipEntry, crc: number, offset: number): Buffer {
  const path = Buffer.from(name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(UTF8_NAMES, 8);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(content.byteLength, 20);
  header.writeUInt32LE(content.byteLength, 24);
  header.writeUInt16LE(path.byteLength, 28);
  header.writeUInt32LE(ATTRIBUTES, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, path]);
}

/**
 * A ZIP archive whose bytes depend only on names and contents. Entries are sorted, have a fixed date and are stored
 * without compression, because compressed output, and with it the hash, can differ between versions of the compressor
 * and between processors.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of sorted) {
    const crc = crc32(entry.content);
    const header = localHeader(entry, crc);
    directory.push(directoryHeader(entry, crc, offset));
    parts.push(header, entry.content);
    offset += header.byteLength + entry.content.byteLength;
  }
  const size = directory.reduce((sum, header) => sum + header.byteLength, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(sorted.length, 8);
  end.writeUInt16LE(sorted.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
