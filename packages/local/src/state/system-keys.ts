import { join } from 'node:path';
import { AUTHORITY_ROLES, type AuthorityRole } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { ensureIssuerKey } from './issuer-key.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { loadSolanaKey, type SolanaKey } from './solana-key.ts';
import type { StateDirectory } from './state-directory.ts';

const DEMO_WALLETS = ['client', 'agent-1', 'agent-2', 'agent-3', 'business'] as const;

/** The trust seed of the local stage. Its date is early enough for full trust from the first epoch on. */
const TRUST_SEED = { wallet: 'business', since: '2025-01-01' } as const;

/** Secrets and keys of the local system, which are created at its first start. */
export interface SystemKeys {
  readonly secrets: Secrets;
  readonly facilitator: { readonly address: SolanaKey['address']; readonly file: string };
  readonly issuerFile: string;
  readonly wallets: readonly (SolanaKey & { readonly name: string })[];
  /** Trust seeds in the format of the stage's setting, `<address>@<ISO date>`. */
  readonly trustSeeds: string;
  /** Keys whose attestations the local stage accepts as evidence. Each key has its own file. */
  readonly authorities: readonly {
    readonly role: AuthorityRole;
    readonly keyFile: string;
    readonly address: SolanaKey['address'];
  }[];
}

export async function loadSystemKeys({ keys, secretsFile }: StateDirectory): Promise<SystemKeys> {
  const facilitatorFile = join(keys, 'facilitator.json');
  const issuerFile = join(keys, 'credential-issuer.json');
  await ensureIssuerKey(issuerFile);
  const wallets = DEMO_WALLETS.map((name) => ({ name, ...loadSolanaKey(join(keys, `wallet-${name}.json`)) }));
  return {
    secrets: loadSecrets(secretsFile),
    facilitator: { address: loadSolanaKey(facilitatorFile).address, file: facilitatorFile },
    issuerFile,
    wallets,
    trustSeeds: wallets
      .filter(({ name }) => name === TRUST_SEED.wallet)
      .map(({ address }) => `${address}@${TRUST_SEED.since}`)
      .join(','),
    authorities: AUTHORITY_ROLES.map((role) => {
      const keyFile = join(keys, `authority-${role}.json`);
      return { role, keyFile, address: loadSolanaKey(keyFile).address };
    }),
  };
}
