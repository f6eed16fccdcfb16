import { describe, expect, it } from '@jest/globals';
import { ASKED, NOW, PUBLIC_URL, sampleCredential } from '@pos/credentials/testing/sample-credential.ts';
import { verifyWorkHistory } from './verify-work-history.ts';

/** A registry with only the routes that a verifier calls. */
async function registry(name = PUBLIC_URL) {
  const sample = await sampleCredential();
  const lists: number[] = [];
  const success = <Value>(value: Value) => ({
    ok: true as const,
    status: 200 as const,
    value,
    headers: new Headers(),
    requestId: 'r',
  });
  const client: Parameters<typeof verifyWorkHistory>[0] = {
    getIssuerMetadata: async () => success({ issuer: name, jwks: { keys: [sample.issuerKey.publicJwk] } }),
    getStatusList: async ({ params: { list } }) => {
      lists.push(list);
      return success(await sample.trusting().statusList(`${PUBLIC_URL}/credentials/status/${list}`));
    },
  };
  const shown = { presentation: await sample.present({ jobs: true }), issuer: PUBLIC_URL, ...ASKED };
  const check = (changes: object = {}) =>
    verifyWorkHistory(client, { ...shown, ...changes }, { clock: { now: () => NOW } });
  return { sample, check, lists };
}

describe('verifyWorkHistory', () => {
  it('accepts a credential of the registry after requesting its keys and a status list, and nothing about the agent', async () => {
    const { check, lists, sample } = await registry();
    expect(await check()).toMatchObject({
      verdict: 'valid',
      did: sample.holder.did,
      claims: { jobs: 60 },
      presentedBy: sample.holder.keyId,
    });
    expect(lists).toEqual([0]);
    expect(await check({ nonce: 'another' })).toMatchObject({ verdict: 'invalid', reason: 'holder-binding-invalid' });
  });

  it('refuses a credential of another registry', async () => {
    const { check } = await registry('https://other.example');
    expect(await check()).toMatchObject({ verdict: 'invalid', reason: 'issuer-unknown' });
  });
});
