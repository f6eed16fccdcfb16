import { describe, expect, it } from '@jest/globals';
import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { did } from '@pos/vocabulary/did.ts';
import { fieldElement } from '@pos/vocabulary/field-element.ts';
import * as fc from 'fast-check';
import { readProofInputs } from './proof-inputs.ts';
import { decideStanding } from './decide-standing.ts';

const DIDS = [did('did:web:one.example'), did('did:web:two.example')] as const;

/** Few values, so that a generated proof often collides with a stored one. */
const few = fc.integer({ min: 1, max: 3 });
const inputsArb = fc
  .record({
    statement: fc.constantFrom('history-totals', 'chosen-receipts'),
    nullifier: few,
    anchor: few,
    scope: few,
    minCount: few,
  })
  .map(({ statement, nullifier, anchor, scope, minCount }) => {
    const inputs = readProofInputs(statement, [nullifier, anchor, 9, scope, 9, minCount, 100, 0, 0].map(BigInt));
    if (!inputs.ok) throw new Error(inputs.error.code);
    return inputs.value;
  });
const storedArb = fc.record({ inputs: inputsArb, agent: fc.constantFrom(...DIDS) }).map(({ inputs, agent }) =>
  VerifiedProof.parse({
    statement: inputs.stated.statement,
    thresholds: {
      minCount: inputs.stated.thresholds.minCount,
      minValueAtomic: '100',
      minQualityBps: 0,
      maxDisputeBps: 0,
      skill: '0',
    },
    did: agent,
    nullifier: inputs.nullifier,
    anchor: inputs.anchor.toString(),
    scope: inputs.scope.toString(),
    verificationKeySha256: 'ab'.repeat(32),
    verifiedAt: '2026-03-01T10:00:00.000Z',
  }),
);

describe('decideStanding', () => {
  it('counts a proof only with a free place, the current scope and an accepted anchor, and replays only its equal', () =>
    fc.assert(
      fc.property(
        inputsArb,
        fc.array(storedArb, { maxLength: 4 }),
        few,
        fc.uniqueArray(few),
        (inputs, stored, scope, anchors) => {
          const [agent] = DIDS;
          const standing = decideStanding(inputs, agent, {
            scope: fieldElement(scope),
            anchors: new Set(anchors.map(fieldElement)),
            stored,
          });
          const samePlace = stored.filter(
            (each) => each.did === agent && each.statement === inputs.stated.statement && each.scope === inputs.scope,
          );
          const sameNullifier = stored.filter((each) => each.nullifier === inputs.nullifier);
          const isFree = samePlace.length + sameNullifier.length === 0;
          if (standing.ok && standing.value.kind === 'new') {
            expect([
              isFree,
              inputs.scope === BigInt(scope),
              anchors.some((each) => BigInt(each) === inputs.anchor),
            ]).toEqual([true, true, true]);
          } else if (standing.ok && standing.value.kind === 'replay') {
            const { stored: found } = standing.value;
            expect([found.did, found.nullifier, found.scope, found.statement, found.thresholds.minCount]).toEqual([
              agent,
              inputs.nullifier,
              inputs.scope,
              inputs.stated.statement,
              inputs.stated.thresholds.minCount,
            ]);
          } else if (!standing.ok) {
            const expected = !isFree
              ? 'proof-scope-used'
              : inputs.scope === BigInt(scope)
                ? 'proof-anchor-unknown'
                : 'proof-scope-stale';
            expect(standing.error.code).toBe(expected);
          }
        },
      ),
      { numRuns: 500 },
    ));
});
