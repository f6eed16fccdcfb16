import { existsSync } from 'node:fs';
import { isOwned, openDataDirectory, releaseOwnership, takeOwnership } from './data-directory.ts';

/**
 * Stops the server that a killed process left running in `dataDir`. If a running process uses the directory, stops
 * nothing and returns `false`.
 */
export async function stopAbandonedServer(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return true;
  const directory = openDataDirectory(dataDir);
  if (isOwned(directory)) return false;
  await takeOwnership(directory, () => undefined);
  releaseOwnership(directory);
  return true;
}
