import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDecisions } from './decisions.ts';
import type { Generator } from './generator.ts';
import { textFiles } from './text-files.ts';

/** A link to a record by its file name: behind `adr/` anywhere, behind `(` inside docs/adr. */
const links = /(?<=adr\/|\()(?<number>\d{4})-[a-z0-9-]+\.md/g;

/**
 * Gives each link to a record its current file name, which is found by the number. A record is renamed by renaming its
 * file and running the generators. A link to an unknown number stays as it is, and fails the test of links.
 */
export const adrLinks: Generator = {
  name: 'adr-links',
  generate: (root) => {
    const current = new Map(readDecisions(root).map(({ number, file }) => [number, file]));
    const relinked: Record<string, string> = {};
    for (const path of textFiles(root)) {
      const text = readFileSync(join(root, path), 'utf8');
      const wanted = text.replaceAll(links, (found, number: string) => current.get(number) ?? found);
      if (wanted !== text) relinked[path] = wanted;
    }
    return relinked;
  },
};
