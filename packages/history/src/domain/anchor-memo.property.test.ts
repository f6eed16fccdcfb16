import { describe, expect, it } from '@jest/globals';
import { LONGEST_MEMO_BYTES } from '@pos/ledger/memo-transaction.ts';
import { anchorCommitment } from '@pos/receipts/anchor.ts';
import { elementArb } from '@pos/receipts/testing/arbitraries.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { SEQUENCE_MAX } from '@pos/vocabulary/work-history.ts';
import fc from 'fast-check';
import { anchorMemo, readAnchorMemo } from './anchor-memo.ts';

const signatureArb = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .map((bytes) => transactionSignature(encodeBase58(bytes)));
const anchorArb = fc.record({
  sequence: fc.integer({ min: 1, max: SEQUENCE_MAX }),
  previous: elementArb,
  receiptsRoot: elementArb,
  headsRoot: elementArb,
});
const some = { numRuns: 50 };

describe('the memo of an anchor', () => {
  it("contains the anchor's values and the previous transaction, and fits into a memo", () =>
    fc.assert(
      fc.property(anchorArb, fc.option(signatureArb), (anchor, previousTxSignature) => {
        const text = anchorMemo(anchor, previousTxSignature);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LONGEST_MEMO_BYTES);
        const { sequence, receiptsRoot, headsRoot } = anchor;
        expect(readAnchorMemo(text)).toEqual({
          sequence,
          receiptsRoot,
          headsRoot,
          commitment: anchorCommitment(anchor),
          previousTxSignature,
        });
      }),
      some,
    ));

  it('reads as another memo or not at all after a character is inserted', () =>
    fc.assert(
      fc.property(
        anchorArb,
        fc.option(signatureArb),
        fc.nat(),
        fc.constantFrom('0', '1', ':', ' ', 'x', '-'),
        (anchor, signature, at, character) => {
          const text = anchorMemo(anchor, signature);
          const place = at % (text.length + 1);
          const read = readAnchorMemo(text.slice(0, place) + character + text.slice(place));
          const same = readAnchorMemo(text);
          expect(read === undefined || JSON.stringify(read, bigints) !== JSON.stringify(same, bigints)).toBe(true);
        },
      ),
      { numRuns: 200 },
    ));

  it('is not read from arbitrary text', () =>
    fc.assert(
      fc.property(fc.string(), (text) => expect(readAnchorMemo(text)).toBeUndefined()),
      some,
    ));
});

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
