import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareEvidence } from './evidence.ts';
import { standingEvidence, type EvidenceItem, type EvidenceItemKind } from './standing-evidence.ts';

const KINDS: readonly EvidenceItemKind[] = [
  'implicit',
  'outcome',
  'rating',
  'oracle',
  'zk',
  'adjudicated',
  'dismissed',
  'reversed',
];
const said = (kind: EvidenceItemKind, more: Partial<EvidenceItem> = {}): EvidenceItem => ({
  id: `${kind}-${more.revision ?? 0}`,
  atMs: 1,
  kind,
  outcome: 1,
  valueUsd: 1,
  subject: 'one',
  revision: 0,
  ...more,
});
const kindsOf = (...items: readonly EvidenceItem[]): string[] => standingEvidence(items).map(({ kind }) => kind);

const itemsArb = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      revision: fc.nat(3),
      subject: fc.constantFrom('one', 'two', null),
      atMs: fc.nat(5),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((each, index) => said(each.kind, { ...each, id: String(index) })));

describe('standingEvidence', () => {
  it.each<readonly [string, readonly EvidenceItem[], readonly string[]]>([
    ['a payment alone', [said('implicit')], ['implicit']],
    ['a rating in place of the payment', [said('implicit'), said('rating')], ['rating']],
    ['a reported outcome in place of the payment', [said('implicit'), said('outcome', { outcome: 0 })], ['implicit']],
    ['a rating in place of the outcome', [said('outcome'), said('rating')], ['rating']],
    ['witnesses beside the rating', [said('rating'), said('oracle'), said('zk')], ['rating', 'oracle', 'zk']],
    [
      'an upheld dispute in place of everything but the oracle',
      [said('implicit'), said('rating'), said('zk'), said('oracle'), said('adjudicated')],
      ['adjudicated', 'oracle'],
    ],
    ['the payment after a dismissed dispute', [said('implicit'), said('rating'), said('dismissed')], ['implicit']],
    ['nothing for a reversed payment', [said('implicit'), said('rating'), said('adjudicated'), said('reversed')], []],
  ])('counts %s', (_, items, expected) => expect(kindsOf(...items)).toEqual(expected));

  it('takes the outcome from the reporter, not from the payment', () =>
    expect(standingEvidence([said('implicit'), said('outcome', { outcome: 0 })]).map(({ outcome }) => outcome)).toEqual(
      [0],
    ));

  it('counts the newest of several ratings', () =>
    expect(
      standingEvidence([1, 3, 2].map((revision) => said('rating', { revision, outcome: revision / 10 }))).map(
        ({ outcome }) => outcome,
      ),
    ).toEqual([0.3]));

  it('does not depend on the order of arrival', () =>
    fc.assert(
      fc.property(itemsArb, fc.infiniteStream(fc.nat()), (items, salts) => {
        const shuffled = items
          .map((each) => [salts.next().value as number, each] as const)
          .toSorted(([left], [right]) => left - right);
        const sorted = (list: readonly EvidenceItem[]) => standingEvidence(list).toSorted(compareEvidence);
        expect(sorted(shuffled.map(([, each]) => each))).toEqual(sorted(items));
      }),
    ));

  it('never counts a payer twice for one settlement', () =>
    fc.assert(
      fc.property(itemsArb, (items) => {
        const own = items.filter(
          ({ subject, kind }) => subject === 'one' && (kind === 'implicit' || kind === 'rating' || kind === 'outcome'),
        );
        const ids = new Set(own.map(({ id }) => id));
        const payerSays = standingEvidence(items).filter(({ id }) => ids.has(id));
        expect(payerSays.filter(({ kind }) => kind === 'rating').length).toBeLessThanOrEqual(1);
      }),
    ));
});
