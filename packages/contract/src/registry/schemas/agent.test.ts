import { describe, expect, it } from '@jest/globals';
import { CapabilityInput, Endpoint, Metrics, RegisterAgentRequest, SkillInput } from './agent.ts';

const PROOF = { challengeId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b', signature: 'signature' };
const REQUEST = {
  did: 'did:web:agent.example',
  name: ' Ada ',
  payTo: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  skills: ['NLP'],
  proof: PROOF,
};

describe('a skill', () => {
  it.each([
    ['NLP', 'nlp'],
    ['Smart contract audit', 'smart-contract-audit'],
    [' code_review ', 'code-review'],
    ['a \t_b', 'a-b'],
  ])('%j is stored as %j', (written, stored) => expect(SkillInput.parse(written)).toBe(stored));

  it.each(['', '   ', 'x'.repeat(65)])('%j is refused', (written) =>
    expect(SkillInput.safeParse(written).success).toBe(false),
  );

  it('may be a bare tag or a tag with details', () => {
    expect(CapabilityInput.parse('NLP')).toEqual({ skill: 'nlp' });
    expect(CapabilityInput.parse({ skill: 'NLP', priceAtomic: '7' })).toEqual({ skill: 'nlp', priceAtomic: 7n });
    expect(CapabilityInput.safeParse({ skill: 'NLP', more: 1 }).success).toBe(false);
  });
});

describe('a registration', () => {
  it('has defaults for everything optional, and a trimmed name', () =>
    expect(RegisterAgentRequest.parse(REQUEST)).toEqual({
      ...REQUEST,
      name: 'Ada',
      description: '',
      skills: [{ skill: 'nlp' }],
      programs: [],
      endpoints: [],
      metrics: {},
    }));

  it.each([
    ['no skill', { skills: [] }],
    ['more than 64 skills', { skills: Array.from({ length: 65 }, (_, n) => `skill-${n}`) }],
    ['a name of spaces', { name: '   ' }],
    ['a name of 129 characters', { name: 'x'.repeat(129) }],
    ['a description of 4,001 characters', { description: 'x'.repeat(4_001) }],
    ['a URL that is not http', { url: 'ftp://agent.example' }],
    ['an unknown member', { more: 1 }],
  ])('is refused with %s', (_, changes) =>
    expect(RegisterAgentRequest.safeParse({ ...REQUEST, ...changes }).success).toBe(false),
  );
});

describe('an endpoint', () => {
  it.each(['x402', 'a2a', 'mcp', 'http'])('may be of kind %s', (kind) =>
    expect(Endpoint.safeParse({ kind, url: 'https://agent.example/x' }).success).toBe(true),
  );

  it.each([
    { kind: 'grpc', url: 'https://agent.example' },
    { kind: 'http', url: 'javascript:alert(1)' },
    { kind: 'http', url: 'file:///etc/passwd' },
  ])('may not be %j', (endpoint) => expect(Endpoint.safeParse(endpoint).success).toBe(false));
});

describe('metrics', () => {
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${n}`, n]));

  it('are at most 64 numbers, texts or booleans with plain names', () => {
    expect(Metrics.safeParse(named(64)).success).toBe(true);
    expect(Metrics.safeParse({ a: 1, 'b.c-d_e': 'x', f: true }).success).toBe(true);
    expect(Metrics.safeParse(named(65)).success).toBe(false);
    for (const metrics of [{ '1a': 1 }, { a: 'x'.repeat(257) }, { a: null }, { ['x'.repeat(65)]: 1 }])
      expect(Metrics.safeParse(metrics).success).toBe(false);
  });
});
