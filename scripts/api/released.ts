import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiDocuments } from './api-documents.ts';

/** Folder of the released documents, one folder for each version. */
export const RELEASES = 'packages/contract/release';

export type Version = readonly [major: number, minor: number, patch: number];

export function parseVersion(text: string): Version {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (parts === null) throw new Error(`"${text}" is no version: write <major>.<minor>.<patch>.`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** Negative if the first version is lower, positive if it is higher. */
export function compareVersions(left: Version, right: Version): number {
  const index = left.findIndex((part, place) => part !== right[place]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** The newest released version. */
export function lastRelease(root: string): string {
  const versions = readdirSync(join(root, RELEASES), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const newest = versions.map(({ name }) => name).toSorted((a, b) => compareVersions(parseVersion(a), parseVersion(b)));
  const last = newest.at(-1);
  if (last === undefined) throw new Error(`${RELEASES} has no release: run npm run api:release.`);
  return last;
}

const files = { openApi: 'openapi.json', events: 'events.json' } as const;

export function readRelease(root: string, version: string): ApiDocuments {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, RELEASES, version, file), 'utf8'));
  return { openApi: read(files.openApi), events: read(files.events) } as ApiDocuments;
}

/** Writes the documents of a version. A written version is never changed, because callers use it. */
export function writeRelease(root: string, version: string, documents: ApiDocuments): string {
  const folder = join(RELEASES, version);
  if (existsSync(join(root, folder)))
    throw new Error(
      `${folder} exists: a released version does not change. Raise API_VERSION in packages/contract/src/version.ts.`,
    );
  mkdirSync(join(root, folder), { recursive: true });
  for (const [part, file] of Object.entries(files))
    writeFileSync(join(root, folder, file), `${JSON.stringify(documents[part as keyof ApiDocuments], undefined, 1)}\n`);
  return folder;
}
