/** The code that docs/credentials.md shows; `npm run generate` copies the regions. */
// #region imports
import { createClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import { verifyWorkHistory } from '@pos/client/verify-work-history.ts';
import { presentCredential } from '@pos/credentials/present.ts';
// #endregion
import type { RegistryClient } from '@pos/client/client.ts';

export interface Holder {
  readonly registry: RegistryClient;
  readonly baseUrl: string;
  readonly did: string;
  readonly nonce: string;
  readonly sign: (message: string) => string;
  readonly signBytes: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export async function issueShowAndVerify({ registry, baseUrl, did, nonce, sign, signBytes }: Holder) {
  // #region credential
  const proof = await proveControl(registry, { did, purpose: 'issue-credential', sign });
  const { credential } = orThrow(await registry.issueCredential({ params: { did }, body: { proof } }));
  const presentation = await presentCredential({
    credential,
    show: { jobs: true, earned_atomic: true },
    // The key that signed the challenge signs the presentation.
    binding: { audience: 'https://market.example', nonce, at: new Date(), alg: 'EdDSA', sign: signBytes },
  });

  // The verifier needs no token.
  const verdict = await verifyWorkHistory(createClient({ baseUrl }), {
    presentation,
    issuer: baseUrl,
    audience: 'https://market.example',
    nonce,
  });
  // #endregion
  return verdict;
}
