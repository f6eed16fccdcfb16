/**
 * `npm run api:diff` compares the API of the contract with its last release and lists every change by the rules of
 * docs/api-stability.md. It exits with 1 on a breaking change that `packages/contract/release/accepted-changes.json` does
 * not accept. `-- --breaking` lists only breaking changes.
 */
import { resolve } from 'node:path';
import type { Change, ChangeKind } from './api/change.ts';
import { compareWithRelease } from './api/compare-with-release.ts';
import { linesOf } from './api/print-changes.ts';

const root = resolve(import.meta.dirname, '..');
const { released, present, changes, refused, unused, versionFault } = compareWithRelease(
  root,
  new Date().toISOString().slice(0, 10),
);
const write = (line: string): void => void process.stdout.write(`${line}\n`);

const isRefused = new Set<Change>(refused);
const kinds: readonly ChangeKind[] = process.argv.includes('--breaking')
  ? ['breaking']
  : ['additive', 'deprecated', 'breaking'];
for (const kind of kinds) {
  const of = changes.filter((each) => each.kind === kind && !isRefused.has(each));
  if (of.length === 0) continue;
  write(`\n${kind === 'breaking' ? 'breaking and accepted' : kind}: ${of.length}`);
  for (const line of linesOf(of)) write(`  ${line}`);
}
write(`\nCompared version ${present} with the release ${released}: ${changes.length} changes.`);
if (refused.length > 0) {
  write(`\n${refused.length} breaking changes are not accepted:`);
  for (const line of linesOf(refused)) write(`  ${line}`);
  write(
    'Keep the former form beside the new one and deprecate it, as docs/api-stability.md says. If the change must be made at once, add an entry with a reason to packages/contract/release/accepted-changes.json.',
  );
}
for (const { where, what } of unused)
  write(
    `No change matches the accepted "${where}: ${what}": remove it from packages/contract/release/accepted-changes.json.`,
  );
if (versionFault !== undefined) write(versionFault);
process.exitCode = refused.length + unused.length > 0 || versionFault !== undefined ? 1 : 0;
