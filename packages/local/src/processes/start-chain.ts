import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { ChainReady, type ChainSettings } from './chain-protocol.ts';
import { startChild } from './child-process.ts';
import type { RunningPart } from './supervise.ts';

export interface RunningChain extends ChainReady, RunningPart {}

export interface ChainOptions {
  readonly port: number;
  readonly directory: StateDirectory;
  readonly wallets: ChainSettings['wallets'];
}

/** Starts the chain's process and waits until it serves. */
export async function startChain({ port, directory, wallets }: ChainOptions): Promise<RunningChain> {
  const settings: ChainSettings = { port, stateFile: directory.chainFile, wallets };
  let told: ChainReady | undefined;
  const child = await startChild({
    name: 'The Solana chain',
    file: join(import.meta.dirname, 'chain-main.ts'),
    environment: { CHAIN_SETTINGS: JSON.stringify(settings) },
    logFile: join(directory.logs, 'solana.log'),
    ready: (process) =>
      new Promise((resolve) => {
        process.once('message', (message) => {
          told = ChainReady.parse(message);
          resolve();
        });
      }),
  });
  if (told === undefined) throw new StartError('The Solana chain did not report its addresses.', 'Start again.');
  return { ...told, ...child };
}
