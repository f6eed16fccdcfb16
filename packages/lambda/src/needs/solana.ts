import { NEEDS } from '@pos/contract/needs.ts';
import { connectLedger, type SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { pick, type Environment } from '../environment.ts';

export async function buildSolana(environment: Environment): Promise<SolanaLedger> {
  const of = pick(NEEDS.solana.environment, environment);
  return connectLedger({ rpcUrl: of.SOLANA_RPC_URL, network: of.SOLANA_NETWORK });
}
