import { describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { hashToField } from './hash-to-field.ts';
import { agentElement, clientCommitment, ownerSecret, skillElement } from './identity.ts';
import { fieldElement } from './field-element.ts';

const someDid = did('did:web:agents.example');

// Computed by an independent RFC 9380 implementation. A change here would invalidate every existing leaf and proof.
const AGENT = 11248380577677598431517020591421796803145327389135507379072346905640872486505n;
const SKILL = 5407924861120309428009268077087085017059334884440140070495567987448775997533n;

describe('hashing texts to the field', () => {
  it('depends on the boundaries between parts', () => {
    expect(hashToField('scope', 'ab', 'c')).not.toBe(hashToField('scope', 'a', 'bc'));
    expect(hashToField('scope', 'ab')).not.toBe(hashToField('scope', 'ab', ''));
  });

  it('depends on the domain', () => expect(hashToField('agent', 'x')).not.toBe(hashToField('client', 'x')));

  it('gives the pinned values that anchored leaves contain', () => {
    expect(agentElement(someDid)).toBe(AGENT);
    expect(skillElement(skill('audit'))).toBe(SKILL);
  });

  it('gives one client different commitments under different blindings', () =>
    expect(clientCommitment(someDid, fieldElement(1))).not.toBe(clientCommitment(someDid, fieldElement(2))));

  it('derives a different owner secret for each agent from one seed, and refuses a short seed', () => {
    const seed = new Uint8Array(32).fill(7);
    expect(ownerSecret(seed, someDid)).not.toBe(ownerSecret(seed, did('did:web:other.example')));
    expect(() => ownerSecret(new Uint8Array(31), someDid)).toThrow('32 random bytes');
  });
});
