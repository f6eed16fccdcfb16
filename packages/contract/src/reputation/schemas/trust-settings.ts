import { isSolanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';

/**
 * A wallet that the stage configures as a trust seed. Without `since`, trust starts when the worker first reads the
 * wallet from the settings.
 */
export interface ConfiguredTrustSeed {
  readonly payer: SolanaAddress;
  readonly since?: Date;
}

const entriesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Parses `<wallet>[@<date>],…`, the trust seeds. The optional date is the start of the trust. */
export const ConfiguredTrustSeeds = z.string().transform((text, context): readonly ConfiguredTrustSeed[] =>
  entriesOf(text).flatMap((entry) => {
    const [payer = '', date] = entry.split('@');
    const since = date === undefined ? undefined : new Date(date);
    if (isSolanaAddress(payer) && !Number.isNaN(since?.getTime() ?? 0))
      return [since === undefined ? { payer } : { payer, since }];
    context.addIssue({ code: 'custom', message: `expected <wallet> or <wallet>@<date>, got ${entry}` });
    return [];
  }),
);

/** An arbiter decides disputes, an oracle attests work and payers, a reporter attests how paid work ended. */
export const AUTHORITY_ROLES = ['arbiter', 'oracle', 'reporter'] as const;
export type AuthorityRole = (typeof AUTHORITY_ROLES)[number];

/** A key whose signed attestations count as evidence. */
export interface EvidenceAuthority {
  readonly role: AuthorityRole;
  readonly key: SolanaAddress;
}

/** Parses `<role>:<Ed25519 key in base58>,…`: the authorities of a stage. */
export const EvidenceAuthorities = z.string().transform((text, context): readonly EvidenceAuthority[] =>
  entriesOf(text).flatMap((entry) => {
    const [name, key] = entry.split(':');
    const role = AUTHORITY_ROLES.find((each) => each === name);
    if (role !== undefined && isSolanaAddress(key)) return [{ role, key }];
    context.addIssue({
      code: 'custom',
      message: `expected <role>:<key> with a role of ${AUTHORITY_ROLES.join(', ')}, got ${entry}`,
    });
    return [];
  }),
);
