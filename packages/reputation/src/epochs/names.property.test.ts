import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatherNames, asciiBytes, namesAt, namesFrom, sortNames, viewOf } from './names.ts';

const name = fc.oneof(fc.stringMatching(/^did:web:[a-z.]{1,12}$/), fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{1,44}$/));
const byBytes = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

describe('names by number', () => {
  it('get the numbers that a Map gives, in order of arrival', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3_000, size: 'max' }), (texts) => {
        const gathered = gatherNames();
        const known = new Map<string, number>();
        for (const text of texts) {
          if (!known.has(text)) known.set(text, known.size);
          expect(gathered.numberOf(viewOf(asciiBytes(text)))).toBe(known.get(text));
          expect(gathered.numberOf(viewOf(asciiBytes(`<${text}>`)), 1, text.length + 1)).toBe(known.get(text));
        }
        expect(gathered.size).toBe(known.size);
      }),
      { numRuns: 5 },
    );
  });

  it('sort by bytes for any order of arrival', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 300 }), (texts) => {
        const gathered = gatherNames();
        for (const text of texts) gathered.numberOf(viewOf(asciiBytes(text)));
        const sorted = sortNames(gathered.bytes());
        const [names, placeOf] = [namesAt(sorted.names), sorted.placeOf];
        expect(Array.from({ length: names.size }, (_, place) => names.nameOf(place))).toEqual(texts.toSorted(byBytes));
        for (const [number, text] of texts.entries()) expect(names.nameOf(placeOf[number] ?? -1)).toBe(text);
      }),
    );
  });

  it('are read back from several texts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(name, { maxLength: 5 })), (slices) => {
        const names = namesFrom(slices.map((slice) => slice.join(' ')));
        expect(Array.from({ length: names.size }, (_, number) => names.nameOf(number))).toEqual(slices.flat());
      }),
    );
  });

  it('refuse characters outside ASCII', () => {
    expect(() => asciiBytes('did:web:é')).toThrow(RangeError);
  });
});
