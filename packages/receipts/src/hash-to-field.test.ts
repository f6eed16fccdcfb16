import { describe, expect, it } from '@jest/globals';
import { account } from '@pos/vocabulary/account.ts';
import { did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { hashToField } from './hash-to-field.ts';
import { agentElement, clientCommitment, ownerSecret, skillElement } from './identity.ts';
import { fieldElement } from './field-element.ts';

const someDid = did('did:web:agents.example');

// Computed by an independent RFC 9380 implementation. A change here would invalidate every existing leaf and proof.
const AGENT = 11248380577677598431517020591421796803145327389135507379072346905640872486505n;
const SKILL = 5407924861120309428009268077087085017059334884440140070495567987448775997533n;

const client = account(SOLANA_DEVNET, '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
/** Commitment of `client` under the blinding 7, as the releases before accounts computed it from the client's DID. */
const CLIENT = 7239744267820372401007160927366817412782809003216611739091071018970141836298n;

describe('hashing texts to the field', () => {
  it('depends on the boundaries between parts', () => {
    expect(hashToField('scope', 'ab', 'c')).not.toBe(hashToField('scope', 'a', 'bc'));
    expect(hashToField('scope', 'ab')).not.toBe(hashToField('scope', 'ab', ''));
  });

  it('depends on the domain', () => expect(hashToField('agent', 'x')).not.toBe(hashToField('client', 'x')));

  it('gives the pinned values that anchored leaves contain', () => {
    expect(agentElement(someDid)).toBe(AGENT);
    expect(skillElement(skill('audit'))).toBe(SKILL);
    expect(clientCommitment(client, fieldElement(7))).toBe(CLIENT);
  });

  it('gives one client different commitments under different blindings', () =>
    expect(clientCommitment(client, fieldElement(1))).not.toBe(clientCommitment(client, fieldElement(2))));

  it('gives one address on two networks two different commitments', () =>
    expect(clientCommitment(account('eip155:1', '0xab'), fieldElement(1))).not.toBe(
      clientCommitment(account('eip155:10', '0xab'), fieldElement(1)),
    ));

  it('derives a different owner secret for each agent from one seed, and refuses a short seed', () => {
    const seed = new Uint8Array(32).fill(7);
    expect(ownerSecret(seed, someDid)).not.toBe(ownerSecret(seed, did('did:web:other.example')));
    expect(() => ownerSecret(new Uint8Array(31), someDid)).toThrow('32 random bytes');
  });
});
