import { readAccepted, unaccepted, type AcceptedChange } from './accepted-changes.ts';
import { presentDocuments, type ApiDocuments } from './api-documents.ts';
import type { Change } from './change.ts';
import { diffEvents } from './diff-events.ts';
import { diffDocuments } from './diff-operations.ts';
import { lastRelease, readRelease } from './released.ts';
import { versionFault } from './version-fault.ts';

export interface Comparison {
  readonly released: string;
  readonly present: string;
  readonly changes: readonly Change[];
  /** Breaking changes without an entry in the file of accepted changes. */
  readonly refused: readonly Change[];
  /** Entries of that file for this release that no change needs. */
  readonly unused: readonly AcceptedChange[];
  readonly versionFault: string | undefined;
}

export const diffApi = (before: ApiDocuments, after: ApiDocuments, today: string): readonly Change[] => [
  ...diffDocuments(before.openApi, after.openApi, today),
  ...diffEvents(before.events, after.events, today),
];

const versionOf = ({ openApi }: ApiDocuments): string =>
  String((Object(openApi['info']) as { version?: unknown }).version);

/** Compares the contract with the documents of its last release. */
export function compareWithRelease(root: string, today: string): Comparison {
  const released = lastRelease(root);
  const present = presentDocuments();
  const changes = diffApi(readRelease(root, released), present, today);
  const accepted = readAccepted(root).filter(({ since }) => since === released);
  const { changes: refused, unused } = unaccepted(changes, accepted);
  const version = versionOf(present);
  return {
    released,
    present: version,
    changes,
    refused,
    unused,
    versionFault: versionFault(released, version, changes),
  };
}
