import { statusListUri } from '@pos/credentials/credential-type.ts';
import { StatusListError } from '@pos/credentials/status-list.ts';
import { verifyCredential } from '@pos/credentials/verify.ts';
import type { RegistryClient, WorkHistoryVerdict } from './api.ts';
import { orThrow } from './result.ts';
import { platform, type Surroundings } from './surroundings.ts';

export interface Shown {
  readonly presentation: string;
  /** URL of the trusted registry, as credentials name it in `iss`. */
  readonly issuer: string;
  /**
   * The audience or nonce that the holder must have signed. If either is given, a presentation without the holder's
   * signature is refused.
   */
  readonly audience?: string;
  readonly nonce?: string;
}

type Source = Pick<RegistryClient, 'getIssuerMetadata' | 'getStatusList'>;

/**
 * Verifies a work-history credential on this machine. The call fetches the registry's public keys and a status list of
 * thousands of credentials, so the registry does not learn which credential is verified.
 */
export async function verifyWorkHistory(
  registry: Source,
  { presentation, issuer, audience, nonce }: Shown,
  { clock }: Pick<Surroundings, 'clock'> = platform,
): Promise<WorkHistoryVerdict> {
  const metadata = orThrow(await registry.getIssuerMetadata());
  const statusList = async (uri: string): Promise<string> => {
    const list = Number(uri.slice(statusListUri(issuer, 0).length - 1));
    if (!Number.isInteger(list) || uri !== statusListUri(issuer, list))
      throw new StatusListError(`The credential names a status list that is not of ${issuer}: ${uri}`);
    return orThrow(await registry.getStatusList({ params: { list } }));
  };
  // The keys of a registry with another name are valid for that registry only.
  const keys = metadata.issuer === issuer ? metadata.jwks.keys : [];
  return verifyCredential({
    presentation,
    audience,
    nonce,
    issuer: { url: issuer, keys, statusList },
    now: clock.now(),
  });
}
