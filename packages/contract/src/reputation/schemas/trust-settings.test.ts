import { describe, expect, it } from '@jest/globals';
import { AUTHORITY_ROLES, ConfiguredTrustSeeds, EvidenceAuthorities } from './trust-settings.ts';

const WALLET = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const messagesOf = ({ error }: { readonly error?: { readonly issues: readonly { readonly message: string }[] } }) =>
  error?.issues.map(({ message }) => message);

describe('the trust seeds of a stage', () => {
  it('are wallets between commas, each with an optional date', () => {
    expect(ConfiguredTrustSeeds.parse(`${WALLET}, ${WALLET}@2025-01-31 ,`)).toEqual([
      { payer: WALLET },
      { payer: WALLET, since: new Date('2025-01-31') },
    ]);
    expect(ConfiguredTrustSeeds.parse(' , ')).toEqual([]);
  });

  it.each(['nobody', `${WALLET}@yesterday`, `@2025-01-31`])(
    'are refused with the entry %j, which the message names',
    (entry) =>
      expect(messagesOf(ConfiguredTrustSeeds.safeParse(`${WALLET},${entry}`))).toEqual([
        `expected <wallet> or <wallet>@<date>, got ${entry}`,
      ]),
  );
});

describe('the authorities of a stage', () => {
  it('are roles with keys between commas', () =>
    expect(EvidenceAuthorities.parse(AUTHORITY_ROLES.map((role) => `${role}:${WALLET}`).join(' , '))).toEqual([
      { role: 'arbiter', key: WALLET },
      { role: 'oracle', key: WALLET },
      { role: 'reporter', key: WALLET },
    ]));

  it.each([`judge:${WALLET}`, 'oracle:nobody', 'oracle', WALLET])(
    'are refused with the entry %j, which the message names',
    (entry) =>
      expect(messagesOf(EvidenceAuthorities.safeParse(entry))).toEqual([
        `expected <role>:<key> with a role of arbiter, oracle, reporter, got ${entry}`,
      ]),
  );
});
