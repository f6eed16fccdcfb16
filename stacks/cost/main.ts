/**
 * Prints what a month of each stage costs: `npm run node -- stacks/cost/main.ts`. With `--write` it writes docs/cost.md
 * and formats it.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costReport } from './report.ts';

const root = join(import.meta.dirname, '..', '..');
const page = join(root, 'docs', 'cost.md');

const report = await costReport();
if (process.argv.includes('--write')) {
  writeFileSync(page, report);
  const prettier = join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  process.exitCode = spawnSync(process.execPath, [prettier, '--write', page], { stdio: 'inherit' }).status ?? 1;
} else process.stdout.write(report);
