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

/** did:pkh: the account address is the key. The account must be on the network on which the registry settles. */
function resolveDidPkh(value: Did, network: Network): Resolution {
  const account = pkhAccount(value);
  if (account === undefined) return err('it does not have the form did:pkh:solana:<genesis>:<address>');
  if (account.network !== network) return err(`it is on ${account.network} and the registry settles on ${network}`);
  return accountKey(value, account.address);
}

/** did:key: the identifier encodes the key. Source: https://w3c-ccg.github.io/did-key-spec/ */
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
 * did:sol in its generative form: the only key is the account address.
 * Source: https://g.identity.com/sol-did/ (section "Generative DIDs").
 */
function resolveDidSol(value: Did, network: Network): Resolution {
  const parts = value.split(':').slice(2);
  const [first = '', second] = parts;
  const named = second === undefined ? SOLANA_MAINNET : DID_SOL_NETWORKS[first];
  if (parts.length > 2 || named === undefined)
    return err('it does not have the form did:sol:[devnet|testnet:]<address>');
  if (named !== network) return err(`it is on ${named} and the registry settles on ${network}`);
  return accountKey(value, second ?? first);
}

/** The keys that may sign for a DID, or the reason why none was found. */
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
