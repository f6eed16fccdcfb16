import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { zip, type ZipEntry } from './zip.ts';
import { zipFolder } from './zip-bundles.ts';

/** Reads an archive by its central directory, as unzip programs do. */
function unzip(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const [method, checksum, stored, size] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
    ];
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = archive.subarray(start, start + size);
    expect([archive.readUInt32LE(local), method, stored, checksum]).toEqual([0x04034b50, 0, size, crc32(content)]);
    entries.push({ name: archive.toString('utf8', at + 46, at + 46 + nameLength), content });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  expect(at).toBe(end);
  return entries;
}

const entriesArb = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-zé/_.-]{1,20}$/), content: fc.uint8Array({ maxLength: 64 }) }),
  { selector: ({ name }) => name, maxLength: 8 },
);
const texts = (entries: readonly ZipEntry[]) =>
  entries.map(({ name, content }) => [name, Buffer.from(content).toString('hex')]);

describe('zip', () => {
  it('keeps every entry byte for byte', () =>
    fc.assert(
      fc.property(entriesArb, (entries) =>
        expect(new Map(texts(unzip(zip(entries))) as [string, string][])).toEqual(
          new Map(texts(entries) as [string, string][]),
        ),
      ),
    ));

  it('gives the same bytes for any order of entries', () =>
    fc.assert(fc.property(entriesArb, (entries) => expect(zip(entries.toReversed()).equals(zip(entries))).toBe(true))));

  it('gives other bytes when a name or content differs', () => {
    const one = { name: 'index.mjs', content: Buffer.from('1') };
    const others = [
      zip([one]),
      zip([{ ...one, name: 'other.mjs' }]),
      zip([{ ...one, content: Buffer.from('2') }]),
      zip([]),
    ].map((bytes) => bytes.toString('hex'));
    expect(new Set(others).size).toBe(others.length);
  });
});

it('archives a folder to the same bytes at any place and time', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'zip-'));
  const written = (folder: string, names: readonly string[], time: Date) => {
    mkdirSync(join(scratch, folder, 'chunks'), { recursive: true });
    for (const name of names) {
      writeFileSync(join(scratch, folder, name), `export const is = '${name}';\n`);
      utimesSync(join(scratch, folder, name), time, time);
    }
    return zipFolder('one', join(scratch, folder), join(scratch, `zip-of-${folder}`));
  };
  try {
    const first = written('first', ['index.mjs', 'chunks/a.mjs', 'chunks/b.mjs'], new Date('2020-01-01'));
    const second = written('second', ['chunks/b.mjs', 'index.mjs', 'chunks/a.mjs'], new Date('2026-06-01'));
    expect(second.sha256.toString('hex')).toBe(first.sha256.toString('hex'));
    expect(written('third', ['index.mjs'], new Date('2020-01-01')).sha256.equals(first.sha256)).toBe(false);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
