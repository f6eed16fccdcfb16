/**
 * Runs the local Solana chain in a separate process, because the virtual machine would block the gateway while it
 * executes.
 */
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { address, createSolanaRpc } from '@solana/kit';
import { ChainSettings, type ChainReady } from './chain-protocol.ts';

const say = (level: string, message: string, details: Record<string, unknown> = {}) =>
  process.stdout.write(`${JSON.stringify({ level, message, ...details })}\n`);

const settings = ChainSettings.parse(JSON.parse(process.env['CHAIN_SETTINGS'] ?? '{}'));
const chain = await startLocalChain({
  port: settings.port,
  stateFile: settings.stateFile,
  clock: { now: () => new Date() },
  logger: {
    info: (message, details) => say('INFO', message, details),
    error: (message, details) => say('ERROR', message, details),
  },
});
for (const wallet of settings.wallets) await fund(chain, wallet);
const ready: ChainReady = { rpcUrl: chain.url, wsUrl: chain.wsUrl, usdcMint: chain.usdcMint };
process.send?.(ready);

/** Raises the balances of a wallet to the given amounts. Higher balances do not change. */
async function fund(
  { url, airdrop, mintUsdc, tokenBalance }: LocalChain,
  wallet: ChainSettings['wallets'][number],
): Promise<void> {
  const { value: lamports } = await createSolanaRpc(url).getBalance(address(wallet.address)).send();
  const lacking = BigInt(wallet.lamports) - lamports;
  if (lacking > 0n) await airdrop(wallet.address, lacking);
  const wanted = BigInt(wallet.usdcAtomic);
  if (wanted === 0n) return;
  // Minting zero creates the token account and returns its address.
  const have = tokenBalance(await mintUsdc(wallet.address, 0n));
  if (have < wanted) await mintUsdc(wallet.address, wanted - have);
}

async function stop(): Promise<void> {
  await chain.close();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
