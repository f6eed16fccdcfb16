import { describe, expect, it } from '@jest/globals';
import { anchorCommitment, GENESIS, nextAnchor } from './anchor.ts';
import { fieldElement, ZERO } from './field-element.ts';

const roots = { receiptsRoot: fieldElement(5), headsRoot: fieldElement(6) };

describe('an anchor', () => {
  it('follows the empty state without a commitment to it', () =>
    expect(nextAnchor(GENESIS, roots)).toEqual({ sequence: 1, previous: ZERO, ...roots }));

  it('commits to the anchor before it', () => {
    const first = nextAnchor(GENESIS, roots);
    const second = nextAnchor(first, roots);
    expect(second).toEqual({ sequence: 2, previous: anchorCommitment(first), ...roots });
    expect(anchorCommitment(second)).not.toBe(anchorCommitment(first));
  });

  it('has another commitment where any member differs', () => {
    const anchor = { sequence: 3, previous: fieldElement(4), ...roots };
    const others = [
      { ...anchor, sequence: 4 },
      { ...anchor, previous: fieldElement(9) },
      { ...anchor, receiptsRoot: fieldElement(9) },
      { ...anchor, headsRoot: fieldElement(9) },
    ];
    expect(new Set([anchor, ...others].map(anchorCommitment)).size).toBe(5);
  });
});
