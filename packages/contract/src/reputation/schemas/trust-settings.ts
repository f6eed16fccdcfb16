import { isSolanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';

/** A business that the stage vouches for; without `since`, from when the configuration first named it. */
export interface ConfiguredAnchor {
  readonly payer: SolanaAddress;
  readonly since?: Date;
}

const entriesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Anchors as a stage configures them: wallets, separated by commas, each with `@` and a date where it is trusted since. */
export const ConfiguredAnchors = z.string().transform((text, context): readonly ConfiguredAnchor[] =>
  entriesOf(text).flatMap((entry) => {
    const [payer = '', date] = entry.split('@');
    const since = date === undefined ? undefined : new Date(date);
    if (isSolanaAddress(payer) && !Number.isNaN(since?.getTime() ?? 0))
      return [since === undefined ? { payer } : { payer, since }];
    context.addIssue({ code: 'custom', message: `expected <wallet> or <wallet>@<date>, got ${entry}` });
    return [];
  }),
);

/** arbiter: decides disputes · oracle: attests work and payers · reporter: says how jobs ended. */
export const AUTHORITY_ROLES = ['arbiter', 'oracle', 'reporter'] as const;
export type AuthorityRole = (typeof AUTHORITY_ROLES)[number];

/** Whose signature makes a statement evidence. */
export interface EvidenceAuthority {
  readonly role: AuthorityRole;
  readonly key: SolanaAddress;
}

/** Authorities as a stage configures them: `<role>:<Ed25519 key in base58>`, separated by commas. */
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
