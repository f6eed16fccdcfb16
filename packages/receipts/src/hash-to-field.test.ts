import { describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { hashToField } from './hash-to-field.ts';
import { agentElement, clientCommitment, ownerSecret, skillElement } from './identity.ts';
import { fieldElement } from './field-element.ts';

const someDid = did('did:web:agents.example');

// Computed by an independent RFC 9380 implementation, and pinned: a change orphans every leaf and proof there is.
const AGENT = 11248380577677598431517020591421796803145327389135507379072346905640872486505n;
const SKILL = 5407924861120309428009268077087085017059334884440140070495567987448775997533n;

describe('hashing texts to the field', () => {
  it('keeps the boundaries between parts', () => {
    expect(hashToField('scope', 'ab', 'c')).not.toBe(hashToField('scope', 'a', 'bc'));
    expect(hashToField('scope', 'ab')).not.toBe(hashToField('scope', 'ab', ''));
  });

  it('separates domains', () => expect(hashToField('agent', 'x')).not.toBe(hashToField('client', 'x')));

  it('stays what anchored leaves hold', () => {
    expect(agentElement(someDid)).toBe(AGENT);
    expect(skillElement(skill('audit'))).toBe(SKILL);
  });

  it('hides the client behind its blinding', () =>
    expect(clientCommitment(someDid, fieldElement(1))).not.toBe(clientCommitment(someDid, fieldElement(2))));

  it('gives each agent of one seed a secret of its own', () => {
    const seed = new Uint8Array(32).fill(7);
    expect(ownerSecret(seed, someDid)).not.toBe(ownerSecret(seed, did('did:web:other.example')));
    expect(() => ownerSecret(new Uint8Array(31), someDid)).toThrow('32 random bytes');
  });
});
