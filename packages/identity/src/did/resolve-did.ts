import { didMethod, pkhAccount, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET, SOLANA_MAINNET, SOLANA_TESTNET, type Network } from '@pos/vocabulary/network.ts';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { WebFetcher } from '@pos/runtime/needs/web.ts';
import { keyFromMultibase } from '../domain/public-key.ts';
import { resolveDidWeb } from './did-web.ts';
import type { VerificationMethod } from './verification-method.ts';

export interface ResolveContext {
  readonly network: Network;
  readonly web: WebFetcher;
}

type Resolution = Result<readonly VerificationMethod[], string>;

const accountKey = (value: Did, address: string): Resolution => {
  const bytes = decodeBase58(address);
  return bytes?.length === 32
    ? ok([{ id: `${value}#controller`, key: { curve: 'Ed25519', bytes } }])
    : err('the address is not 32 bytes in base58');
};

/** did:pkh: the account is the key. Only accounts of the network that the registry settles on can be paid. */
function resolveDidPkh(value: Did, network: Network): Resolution {
  const account = pkhAccount(value);
  if (account === undefined) return err('it is not did:pkh:solana:<genesis>:<address>');
  if (account.network !== network) return err(`it is of ${account.network}, the registry is on ${network}`);
  return accountKey(value, account.address);
}

/** did:key: the key is the identifier. Source: https://w3c-ccg.github.io/did-key-spec/ */
function resolveDidKey(value: Did): Resolution {
  const multibase = value.slice('did:key:'.length);
  const key = keyFromMultibase(multibase);
  return key.ok ? ok([{ id: `${value}#${multibase}`, key: key.value }]) : key;
}

const DID_SOL_NETWORKS: Readonly<Record<string, Network>> = {
  devnet: SOLANA_DEVNET,
  testnet: SOLANA_TESTNET,
};

/**
 * did:sol: the generative document, whose only key is the account itself.
 * Source: https://g.identity.com/sol-did/ (section "Generative DIDs").
 */
function resolveDidSol(value: Did, network: Network): Resolution {
  const parts = value.split(':').slice(2);
  const [first = '', second] = parts;
  const named = second === undefined ? SOLANA_MAINNET : DID_SOL_NETWORKS[first];
  if (parts.length > 2 || named === undefined) return err('it is not did:sol:[devnet|testnet:]<address>');
  if (named !== network) return err(`it is of ${named}, the registry is on ${network}`);
  return accountKey(value, second ?? first);
}

/** The keys that may sign for a DID, or why there are none. */
export async function resolveDid(value: Did, context: ResolveContext): Promise<Resolution> {
  switch (didMethod(value)) {
    case 'pkh':
      return resolveDidPkh(value, context.network);
    case 'key':
      return resolveDidKey(value);
    case 'sol':
      return resolveDidSol(value, context.network);
    case 'web':
      return resolveDidWeb(value, context.web);
  }
}
