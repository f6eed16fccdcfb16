import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { presentCredential } from './present.ts';
import { signStatusList, StatusListError } from './status-list.ts';
import {
  ASKED,
  CLAIMS,
  makeHolder,
  makeIssuerKey,
  NOW,
  PUBLIC_URL,
  sampleCredential,
} from './testing/sample-credential.ts';
import { verifyCredential, type Verdict, type VerifyOptions } from './verify.ts';

let sample: Awaited<ReturnType<typeof sampleCredential>>;
beforeAll(async () => {
  sample = await sampleCredential();
});

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const verify = (presentation: string, changes: Partial<VerifyOptions> = {}): Promise<Verdict> =>
  verifyCredential({ presentation, issuer: sample.trusting(), now: NOW, ...ASKED, ...changes });
const reasonOf = (verdict: Verdict) => (verdict.verdict === 'valid' ? 'valid' : verdict.reason);
const code = (value: object | readonly unknown[]) => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

describe('a credential', () => {
  it('reveals the disclosed claims and no others', async () => {
    const presentation = await sample.present({ jobs: true, skills: [1], receipts: [0] });
    expect(await verify(presentation)).toEqual({
      verdict: 'valid',
      issuer: PUBLIC_URL,
      did: sample.holder.did,
      issuedAt: NOW,
      expiresAt: later(30 * 86_400),
      claims: { jobs: 60, skills: ['reversal'], receipts: [CLAIMS.receipts[0]] },
      presentedBy: sample.holder.keyId,
    });
    const crossed = presentation
      .split('~')
      .map((part) => Buffer.from(part.split('.')[1] ?? part, 'base64url').toString('utf8'))
      .join('\n');
    for (const hidden of ['1234000000', '9900', '"nlp","rev', '59000', 'earned_atomic', 'disputes'])
      expect(crossed).not.toContain(hidden);
  });

  it('reveals all claims where all are disclosed, and none where none are', async () => {
    expect(await verify(sample.credential, { audience: undefined, nonce: undefined })).toMatchObject({
      verdict: 'valid',
      claims: CLAIMS,
      presentedBy: null,
    });
    expect(await verify(await sample.present({}))).toMatchObject({ verdict: 'valid', claims: {} });
  });

  it('has different digests each time it is issued, so that two presentations cannot be linked', async () => {
    const [one, two] = [await sample.issue(), await sample.issue()];
    const digests = (credential: string) => read(credential.split('.')[1])['_sd'] as string[];
    expect(digests(one).filter((digest) => digests(two).includes(digest))).toEqual([]);
  });
});

describe('verification refuses a credential', () => {
  const attacks: Readonly<Record<string, readonly [string, () => Promise<Verdict>]>> = {
    'of another registry': [
      'issuer-unknown',
      async () => verify(sample.credential, { issuer: { ...sample.trusting(), url: 'https://other.example' } }),
    ],
    'signed by a key that the issuer does not have': [
      'issuer-unknown',
      async () => verify(await sample.issue({ issuerKey: await makeIssuerKey() })),
    ],
    'with the key id of another key': [
      'signature-invalid',
      async () => {
        const other = await makeIssuerKey();
        return verify(await sample.issue({ issuerKey: { ...other, publicJwk: sample.issuerKey.publicJwk } }));
      },
    ],
    'without a signature': [
      'malformed',
      async () =>
        verify(`${code({ alg: 'none', typ: 'dc+sd-jwt', kid: 'x' })}.${sample.credential.split('.')[1] ?? ''}.AAAA~`),
    ],
    'with an added claim': [
      'signature-invalid',
      async () => {
        const [head = '', body = '', rest = ''] = sample.credential.split('.');
        return verify([head, code({ ...read(body), jobs: 9_999 }), rest].join('.'));
      },
    ],
    'with a disclosure that the issuer did not sign': [
      'disclosure-invalid',
      async () => verify(`${sample.credential}${code(['salt', 'jobs', 9_999])}~`),
    ],
    'with a disclosure twice': [
      'disclosure-invalid',
      async () => verify(`${sample.credential}${sample.credential.split('~')[1] ?? ''}~`),
    ],
    'before its validity': ['not-yet-valid', async () => verify(await sample.present({}), { now: later(-120) })],
    'after its expiry': ['expired', async () => verify(await sample.present({}), { now: later(30 * 86_400) })],
    'that is revoked': ['revoked', async () => verify(await sample.present({}), { issuer: sample.trusting([7]) })],
    'without the key binding that the verifier demands': [
      'holder-binding-missing',
      async () => verify(await presentCredential({ credential: sample.credential, show: {} })),
    ],
    'with a key binding by another key': [
      'holder-binding-invalid',
      async () => verify(await sample.present({}, sample.bind({ sign: makeHolder().sign }))),
    ],
    'with a key binding for another audience': [
      'holder-binding-invalid',
      async () => verify(await sample.present({}, sample.bind({ audience: 'https://thief.example' }))),
    ],
    'with a key binding for another nonce': [
      'holder-binding-invalid',
      async () => verify(await sample.present({}, sample.bind({ nonce: 'older' }))),
    ],
    'with a key binding that is too old': [
      'holder-binding-invalid',
      async () => verify(await sample.present({}, sample.bind({ at: later(-600) }))),
    ],
    'with more disclosures than the holder signed for': [
      'holder-binding-invalid',
      async () => {
        const parts = (await sample.present({ jobs: true })).split('~');
        return verify([parts[0], ...sample.credential.split('~').slice(1, -1), parts.at(-1)].join('~'));
      },
    ],
  };

  it.each(Object.entries(attacks))('%s', async (_, [reason, attack]) => expect(reasonOf(await attack())).toBe(reason));

  it('with any changed letter', async () => {
    const presentation = await sample.present({ jobs: true, earned_atomic: true });
    const letters = Array.from('ABCDEFGHabcdefgh0123456789-_.~');
    await fc.assert(
      fc.asyncProperty(fc.nat(presentation.length - 1), fc.constantFrom(...letters), async (at, letter) => {
        fc.pre(presentation[at] !== letter);
        const verdict = await verify(presentation.slice(0, at) + letter + presentation.slice(at + 1));
        // The last letter of a base64url signature has unused bits. A change of these bits alters neither the signature
        // nor the claims.
        if (verdict.verdict === 'valid')
          expect(verdict.claims).toEqual({ jobs: 60, earned_atomic: CLAIMS.earned_atomic });
      }),
      { numRuns: 150 },
    );
  });
});

describe('a status list', () => {
  const list = async (
    changes: { readonly uri?: string; readonly now?: Date; readonly by?: typeof sample.issuerKey } = {},
  ) =>
    signStatusList(changes.by ?? sample.issuerKey, {
      uri: changes.uri ?? `${PUBLIC_URL}/credentials/status/0`,
      revoked: [],
      now: changes.now ?? NOW,
    });

  it.each([
    ['of another issuer', async () => list({ by: await makeIssuerKey() })],
    ['with another URI', () => list({ uri: `${PUBLIC_URL}/credentials/status/1` })],
    ['that has expired', () => list({ now: later(-86_400) })],
    ['that is not a JWT of three parts', async () => 'not.a.list'],
  ])('%s is an error', async (_, give) => {
    const statusList = async () => give();
    await expect(verify(await sample.present({}), { issuer: { ...sample.trusting(), statusList } })).rejects.toThrow(
      StatusListError,
    );
  });
});
