import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { pkhDid } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { parseCredentialIssuerKey, type CredentialIssuerKey } from '../credential-issuer-key.ts';
import { issueCredential, type IssueOptions } from '../issue.ts';
import { presentCredential, type PresentOptions } from '../present.ts';
import { signStatusList } from '../status-list.ts';
import type { VerifyOptions } from '../verify.ts';

export const PUBLIC_URL = 'https://registry.example';
export const NOW = new Date('2026-03-01T12:00:00Z');
export const ASKED = { audience: 'https://shop.example', nonce: 'once-only' };

export async function makeIssuerKey(): Promise<CredentialIssuerKey> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return parseCredentialIssuerKey(JSON.stringify(privateKey.export({ format: 'jwk' })));
}

export interface SampleHolder {
  readonly did: ReturnType<typeof pkhDid>;
  readonly keyId: string;
  readonly jwk: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };
  readonly privateKey: KeyObject;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

/** A holder with an Ed25519 key whose address is its DID. */
export function makeHolder(): SampleHolder {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const x = String(publicKey.export({ format: 'jwk' }).x);
  const did = pkhDid(SOLANA_DEVNET, solanaAddress(encodeBase58(Uint8Array.from(Buffer.from(x, 'base64url')))));
  return {
    did,
    keyId: `${did}#controller`,
    jwk: { kty: 'OKP', crv: 'Ed25519', x },
    privateKey,
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

const receipt = (sequence: number) => ({
  sequence,
  value_atomic: BigInt(sequence) * 1_000n,
  outcome: 'completed' as const,
  skill: skill('nlp'),
  settled_at: NOW,
  transaction: null,
});

export const CLAIMS = {
  jobs: 60,
  disputes: 1,
  overturned: 0,
  earned_atomic: 1_234_000_000n,
  quality_bps: scoreBps(9_900),
  since: new Date('2026-01-01T00:00:00Z'),
  until: NOW,
  skills: [skill('nlp'), skill('reversal')],
  receipts: [receipt(60), receipt(59), receipt(58)],
} satisfies IssueOptions['claims'];

/** An issuer, a holder, a credential, and the issuer data that a verifier needs. */
export async function sampleCredential() {
  const issuerKey = await makeIssuerKey();
  const holder = makeHolder();
  const issue = (changes: Partial<IssueOptions> = {}) =>
    issueCredential({
      issuerKey,
      publicUrl: PUBLIC_URL,
      holder: { did: holder.did, keyId: holder.keyId, jwk: holder.jwk },
      claims: CLAIMS,
      statusIndex: 7,
      issuedAt: NOW,
      expiresAt: new Date(NOW.getTime() + 30 * 86_400_000),
      ...changes,
    });
  const credential = await issue();
  const bind = (changes: Partial<NonNullable<PresentOptions['binding']>> = {}) => ({
    ...ASKED,
    at: NOW,
    alg: 'EdDSA' as const,
    sign: holder.sign,
    ...changes,
  });
  const present = (show: PresentOptions['show'], binding: PresentOptions['binding'] = bind()) =>
    presentCredential({ credential, show, binding });
  const trusting = (revoked: readonly number[] = []): VerifyOptions['issuer'] => ({
    url: PUBLIC_URL,
    keys: [issuerKey.publicJwk],
    statusList: (uri) => signStatusList(issuerKey, { uri, revoked, now: NOW }),
  });
  return { issuerKey, holder, credential, issue, bind, present, trusting };
}
