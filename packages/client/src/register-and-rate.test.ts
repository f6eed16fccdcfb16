import { describe, expect, it } from '@jest/globals';
import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET as network } from '@pos/vocabulary/network.ts';
import { createClient } from './client.ts';
import { RegistryRefusedError } from './errors.ts';
import { mockRefusal, mockRegistry, type MockOptions } from './mock-registry.ts';
import { rate } from './rate.ts';
import { register } from './register.ts';
import type { WalletSigner } from './wallet-signer.ts';

const registryUrl = 'https://registry.test';
const settlement = '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW';
const offer = { network, name: 'Word Counter', skills: ['text-analysis'] };

/** A wallet that keeps the texts which it signs. */
function recordingWallet(): WalletSigner & { readonly signed: readonly string[] } {
  const signed: string[] = [];
  return {
    address: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
    signed,
    signMessage: async (message) => {
      signed.push(new TextDecoder().decode(message));
      return Uint8Array.of(1, 2, 3);
    },
  };
}

function connect(routes: MockOptions['routes'] = {}) {
  const { fetch, requests } = mockRegistry({ routes });
  const registry = createClient({ baseUrl: registryUrl, fetch, attempts: 1 });
  return { registry, bodyAt: (index: number): Promise<unknown> | undefined => requests.at(index)?.json() };
}

const refusing = (status: number, code: string) => () => mockRefusal({ status, code });

describe('register', () => {
  it('signs the challenge with the wallet and registers its did:pkh', async () => {
    const wallet = recordingWallet();
    const { registry, bodyAt } = connect({ createChallenge: { message: 'sign me' } });
    expect((await register(registry, { wallet, ...offer })).isNew).toBe(true);
    expect(wallet.signed).toEqual(['sign me']);
    expect(await bodyAt(-1)).toMatchObject({
      did: `did:pkh:${network}:${wallet.address}`,
      payTo: wallet.address,
      skills: ['text-analysis'],
      proof: { signature: encodeBase58(Uint8Array.of(1, 2, 3)) },
    });
  });

  it('returns an agent that is registered already, so that it can be repeated', async () => {
    const routes = { registerAgent: refusing(409, 'agent-exists'), getAgent: { name: 'As listed' } };
    const registered = await register(connect(routes).registry, { wallet: recordingWallet(), ...offer });
    expect([registered.isNew, registered.agent.name]).toEqual([false, 'As listed']);
  });

  it('throws any other refusal', async () => {
    const { registry } = connect({ registerAgent: refusing(422, 'did-unresolvable') });
    await expect(register(registry, { wallet: recordingWallet(), ...offer })).rejects.toThrow(RegistryRefusedError);
  });
});

describe('rate', () => {
  it('signs the text of the contract for the host that the caller states', async () => {
    const wallet = recordingWallet();
    const { registry, bodyAt } = connect({ getSettlement: { did: 'did:web:paid.example', network } });
    await rate(registry, { registryUrl, settlement, ratingBps: 9_000, wallet });
    const sent = (await bodyAt(-1)) as { issuedAt: string; expiresAt: string };
    const [issuedAt, expiresAt] = [new Date(sent.issuedAt), new Date(sent.expiresAt)];
    expect(sent).toMatchObject({ network, ratingBps: 9_000 });
    const said = { domain: 'registry.test', network, txSignature: settlement, did: 'did:web:paid.example' };
    expect(wallet.signed).toEqual([ratingMessage({ ...said, ratingBps: 9_000, issuedAt, expiresAt })]);
  });

  it('signs nothing for a payment to a wallet of no agent', async () => {
    const wallet = recordingWallet();
    const { registry } = connect({ getSettlement: { did: null } });
    await expect(rate(registry, { registryUrl, settlement, ratingBps: 0, wallet })).rejects.toThrow('No registered');
    expect(wallet.signed).toEqual([]);
  });
});
