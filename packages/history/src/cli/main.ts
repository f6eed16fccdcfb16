/**
 * `npm run history -- check` rebuilds every tree from the ledger of settlements and compares the result with the
 * database and with the memos on chain. It lists deviations and exits with 1 if it finds any.
 *
 * `npm run history -- rebuild` does the same, and rewrites nodes and accumulators if nothing else deviates.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@pos/database/connect.ts';
import { checkChain } from '../audit/check-chain.ts';
import { checkHistory } from '../audit/check-history.ts';
import { rebuildDerived } from '../audit/rebuild-derived.ts';
import { readSettings, SettingsError } from './settings.ts';
import { derivedOnly, reportLines } from './report.ts';

const ENDPOINTS = resolve(import.meta.dirname, '../../../../.local/endpoints.json');
const print = (line: string) => process.stdout.write(`${line}\n`);

async function run(command: string | undefined, endpoints: string): Promise<number> {
  if (command !== 'check' && command !== 'rebuild')
    throw new SettingsError('Use: npm run history -- check | rebuild [--endpoints <file>]');
  const settings = await readSettings(process.env, endpoints);
  const database = connect({ ...settings.database, queryTimeoutMs: 600_000 });
  try {
    const history = await checkHistory(database, new Date());
    const chain = await checkChain(settings.solana, history.anchors);
    for (const line of reportLines(history, chain)) print(line);
    const deviations = [...history.deviations, ...chain.deviations];
    if (command === 'check' || deviations.length === 0) return deviations.length === 0 ? 0 : 1;
    if (!derivedOnly(deviations)) {
      print('Not rebuilt: other tables than nodes and accumulators deviate. Find and correct the cause first.');
      return 1;
    }
    const written = await rebuildDerived(database, history);
    print(
      written
        ? 'Nodes and accumulators were rewritten.'
        : 'Not rebuilt: a receipt or an anchor was written since the check. Run the command again.',
    );
    return written ? 0 : 1;
  } finally {
    await database.close();
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { endpoints: { type: 'string', default: ENDPOINTS } },
});
try {
  process.exitCode = await run(positionals[0], values.endpoints);
} catch (error) {
  process.stderr.write(
    `${error instanceof SettingsError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 2;
}
