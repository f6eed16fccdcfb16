import { describe, expect, it } from '@jest/globals';
import type { Json } from '@pos/vocabulary/json.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import fc from 'fast-check';
import { mergeOffer, replaceOffer } from './merge-offer.ts';
import type { Offer } from './offer.ts';

/** MergePatch of RFC 7396, section 2, on JSON. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const merged: Record<string, Json> = isObject ? { ...(target as Readonly<Record<string, Json>>) } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

const name = fc.constantFrom('a', 'b', 'c', 'constructor');
const value = fc.oneof(fc.integer(), fc.boolean(), fc.string({ maxLength: 5 }));
const skills = fc.array(
  fc.constantFrom('nlp', 'ocr', 'audit').map((each) => ({ skill: skill(each) })),
  { minLength: 1, maxLength: 3 },
);
const programs = fc.array(fc.constant(solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU')), { maxLength: 2 });
const endpoints = fc.array(fc.record({ kind: fc.constantFrom('x402', 'mcp'), url: fc.webUrl() }), { maxLength: 2 });
const offers: fc.Arbitrary<Offer> = fc.record({ skills, programs, endpoints, metrics: fc.dictionary(name, value) });
const patches = fc.record(
  {
    skills,
    programs: fc.option(programs),
    endpoints: fc.option(endpoints),
    metrics: fc.option(fc.dictionary(name, fc.option(value))),
  },
  { requiredKeys: [] },
);

const EMPTY = { programs: [], endpoints: [], metrics: {} };

describe('mergeOffer', () => {
  it('merges as RFC 7396 does, where a removed member is an empty one', () =>
    fc.assert(
      fc.property(offers, patches, (offer, patch) =>
        expect(mergeOffer(offer, patch)).toEqual({
          ...EMPTY,
          ...(mergePatch(offer as unknown as Json, patch as unknown as Json) as object),
        }),
      ),
    ));

  it('changes nothing by an empty patch, and nothing more by the same patch again', () =>
    fc.assert(
      fc.property(offers, patches, (offer, patch) => {
        expect(mergeOffer(offer, {})).toEqual(offer);
        const once = mergeOffer(offer, patch);
        expect(mergeOffer(once, patch)).toEqual(once);
      }),
    ));
});

describe('replaceOffer', () => {
  it('takes every member that is given and keeps the others', () =>
    fc.assert(
      fc.property(offers, offers, fc.subarray(['programs', 'endpoints', 'metrics'] as const), (offer, other, given) => {
        const sent = Object.fromEntries(given.map((member) => [member, other[member]]));
        expect(replaceOffer(offer, { skills: [...other.skills], ...sent })).toEqual({
          ...offer,
          skills: other.skills,
          ...sent,
        });
      }),
    ));
});
