import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { InputFileError, parseInput, readInput } from './input-file.ts';

const refusalOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof InputFileError ? error.message : error;
  }
};

describe('an input file', () => {
  it('is named when it is missing or truncated', () => {
    const folder = mkdtempSync(join(tmpdir(), 'input-'));
    const [missing, cut] = [join(folder, 'none.jsonl'), join(folder, 'cut.gz')];
    writeFileSync(cut, Uint8Array.of(0x1f, 0x8b, 8));
    for (const path of [missing, cut])
      expect(refusalOf(() => readInput(path))).toEqual(expect.stringMatching(`^${path} cannot be read: .+`));
  });

  it('is refused with place and reason when it does not fit', () => {
    const schema = z.object({ usdc: z.number() });
    const place = { where: 'e.jsonl, line 3,', cure: 'Write {"usdc":1}.' };
    expect(parseInput(schema, '{"usdc":1}', place)).toEqual({ usdc: 1 });
    expect(refusalOf(() => parseInput(schema, '{usdc', place))).toEqual(
      expect.stringContaining('e.jsonl, line 3, is not JSON'),
    );
    expect(refusalOf(() => parseInput(schema, '{"usdc":"1"}', place))).toEqual(
      expect.stringMatching(/^e\.jsonl, line 3, is not as expected[^]*at usdc[^]*Write \{"usdc":1\}\./),
    );
  });
});
