import { describe, expect, it } from '@jest/globals';
import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { supportedBy } from './supported-by.ts';

type Described = Parameters<typeof supportedBy>[0][number];

describe('supportedBy', () => {
  it('lists one kind per scheme and network, and each signer once', () => {
    const exact: Described = {
      id: 'exact',
      network: SOLANA_DEVNET,
      extra: { feePayer: 'a' },
      signers: { 'solana:*': ['a'] },
    };
    const main: Described = { ...exact, network: SOLANA_MAINNET, signers: { 'solana:*': ['a', 'b'] } };
    const ledger: Described = { id: 'ledger', network: SOLANA_DEVNET, extra: {}, signers: {} };
    expect(supportedBy([exact, main, ledger])).toEqual({
      kinds: [
        { x402Version: 2, scheme: 'exact', network: SOLANA_DEVNET, extra: { feePayer: 'a' } },
        { x402Version: 2, scheme: 'exact', network: SOLANA_MAINNET, extra: { feePayer: 'a' } },
        { x402Version: 2, scheme: 'ledger', network: SOLANA_DEVNET, extra: {} },
      ],
      signers: { 'solana:*': ['a', 'b'] },
    });
  });

  it('lists no kind without a scheme', () => {
    expect(supportedBy([])).toEqual({ kinds: [], signers: {} });
  });
});
