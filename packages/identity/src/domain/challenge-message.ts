import type { ChallengePurpose } from '@pos/contract/schemas/challenge.ts';
import type { Did } from '@pos/vocabulary/did.ts';

export interface ChallengeText {
  /** Host of the registry. It makes a signature for one registry useless at another. */
  readonly domain: string;
  readonly uri: string;
  readonly did: Did;
  readonly purpose: ChallengePurpose;
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const PURPOSE_TEXTS: Readonly<Record<ChallengePurpose, string>> = {
  'register-agent': 'Register this agent.',
  'put-capabilities': 'Replace the capabilities of this agent.',
  'put-owner': 'Register the owner that proves the work of this agent.',
  'open-history': 'Show me the work history of this agent.',
  'issue-credential': 'Issue the work history of this agent as a credential to this key.',
  'revoke-credential': 'Revoke a work-history credential of this agent.',
  'list-payer-settlements': 'Show me the payments of this wallet.',
};

/**
 * The text that a wallet shows and signs, in the layout of CAIP-122 (Sign-In with X) with the DID as the account.
 * Source: https://chainagnostic.org/CAIPs/caip-122
 */
export const challengeMessage = (text: ChallengeText): string =>
  [
    `${text.domain} wants you to sign in with your decentralized identifier:`,
    text.did,
    '',
    PURPOSE_TEXTS[text.purpose],
    '',
    `URI: ${text.uri}`,
    'Version: 1',
    `Nonce: ${text.nonce}`,
    `Issued At: ${text.issuedAt.toISOString()}`,
    `Expiration Time: ${text.expiresAt.toISOString()}`,
    `Request ID: ${text.purpose}`,
  ].join('\n');
