import { NEEDS, SecretLocation } from '@pos/contract/needs.ts';
import { secretText } from '@pos/ledger/secret-text.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { pick, type Environment } from '../environment.ts';

export async function buildSolana(environment: Environment): Promise<SolanaLedger> {
  const { SOLANA_RPC_URL: address, SOLANA_NETWORK: network } = pick(NEEDS.solana.environment, environment);
  const isKeptSecret = SecretLocation.safeParse(address).success;
  const rpcUrl = isKeptSecret ? (await secretText(address, { stage: environment.STAGE })).trim() : address;
  return connectLedger({ rpcUrl, network });
}
