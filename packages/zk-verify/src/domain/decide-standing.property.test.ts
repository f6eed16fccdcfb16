import { describe, expect, it } from '@jest/globals';
import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { did } from '@pos/vocabulary/did.ts';
import { fieldElement } from '@pos/vocabulary/field-element.ts';
import * as fc from 'fast-check';
import { readClaim } from './claim.ts';
import { decideStanding } from './decide-standing.ts';

const DIDS = [did('did:web:one.example'), did('did:web:two.example')] as const;

/** Few values each, so that what is stored and what is claimed meet often. */
const few = fc.integer({ min: 1, max: 3 });
const claimArb = fc
  .record({
    statement: fc.constantFrom('history-totals', 'chosen-receipts'),
    nullifier: few,
    anchor: few,
    scope: few,
    minCount: few,
  })
  .map(({ statement, nullifier, anchor, scope, minCount }) => {
    const claim = readClaim(statement, [nullifier, anchor, 9, scope, 9, minCount, 100, 0, 0].map(BigInt));
    if (!claim.ok) throw new Error(claim.error.code);
    return claim.value;
  });
const storedArb = fc.record({ claim: claimArb, agent: fc.constantFrom(...DIDS) }).map(({ claim, agent }) =>
  VerifiedProof.parse({
    statement: claim.claimed.statement,
    thresholds: {
      minCount: claim.claimed.thresholds.minCount,
      minValueAtomic: '100',
      minQualityBps: 0,
      maxDisputeBps: 0,
      skill: '0',
    },
    did: agent,
    nullifier: claim.nullifier,
    anchor: claim.anchor.toString(),
    scope: claim.scope.toString(),
    verificationKeySha256: 'ab'.repeat(32),
    verifiedAt: '2026-03-01T10:00:00.000Z',
  }),
);

describe('decideStanding', () => {
  it('lets a claim count where its place is free, its scope is open and its anchor accepted, and repeats only what was said', () =>
    fc.assert(
      fc.property(
        claimArb,
        fc.array(storedArb, { maxLength: 4 }),
        few,
        fc.uniqueArray(few),
        (claim, stored, scope, anchors) => {
          const [agent] = DIDS;
          const standing = decideStanding(claim, agent, {
            scope: fieldElement(scope),
            anchors: new Set(anchors.map(fieldElement)),
            stored,
          });
          const samePlace = stored.filter(
            (each) => each.did === agent && each.statement === claim.claimed.statement && each.scope === claim.scope,
          );
          const sameNullifier = stored.filter((each) => each.nullifier === claim.nullifier);
          const isFree = samePlace.length + sameNullifier.length === 0;
          if (standing.ok && standing.value.kind === 'new') {
            expect([
              isFree,
              claim.scope === BigInt(scope),
              anchors.some((each) => BigInt(each) === claim.anchor),
            ]).toEqual([true, true, true]);
          } else if (standing.ok && standing.value.kind === 'replay') {
            const { stored: found } = standing.value;
            expect([found.did, found.nullifier, found.scope, found.statement, found.thresholds.minCount]).toEqual([
              agent,
              claim.nullifier,
              claim.scope,
              claim.claimed.statement,
              claim.claimed.thresholds.minCount,
            ]);
          } else if (!standing.ok) {
            const expected = !isFree
              ? 'proof-scope-used'
              : claim.scope === BigInt(scope)
                ? 'proof-anchor-unknown'
                : 'proof-scope-stale';
            expect(standing.error.code).toBe(expected);
          }
        },
      ),
      { numRuns: 500 },
    ));
});
