import { existsSync } from 'node:fs';
import { isOwned, openDataDirectory, releaseOwnership, takeOwnership } from './data-directory.ts';

/**
 * Stops the server that a killed process left running in `dataDir`, if one did. Returns `false` when the directory is
 * in use by a living process and was left alone.
 */
export async function stopAbandonedServer(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return true;
  const directory = openDataDirectory(dataDir);
  if (isOwned(directory)) return false;
  await takeOwnership(directory, () => undefined);
  releaseOwnership(directory);
  return true;
}
