import { watch } from 'node:fs';
import { join } from 'node:path';

export interface SourceWatcher {
  close(): void;
}

/**
 * File events with shorter pauses than this count as one change, because editors write a file in several steps and a
 * branch switch writes many files.
 */
const QUIET_MS = 60;

/**
 * Watches folders and their subfolders. Calls `onChange` with the absolute paths that were written, renamed or removed,
 * once nothing has happened for {@link QUIET_MS}.
 */
export function watchSources(
  folders: readonly string[],
  onChange: (paths: readonly string[]) => void,
  onFault: (message: string) => void,
): SourceWatcher {
  const changed = new Set<string>();
  let quiet: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const paths = [...changed].sort();
    changed.clear();
    onChange(paths);
  };
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      if (name === null) return;
      changed.add(join(folder, name));
      clearTimeout(quiet);
      quiet = setTimeout(tell, QUIET_MS);
    }).on('error', (error: Error) => onFault(`${folder} is not watched any more: ${error.message}`)),
  );
  return {
    close() {
      clearTimeout(quiet);
      for (const watcher of watchers) watcher.close();
    },
  };
}
