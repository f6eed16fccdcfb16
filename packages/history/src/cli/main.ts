/**
 * `npm run history -- check`    builds every tree anew from the ledger of settlements and compares it with what is stored and
 *                               with the memos on chain; exits with 1 where anything deviates, and says where
 * `npm run history -- rebuild`  the same, and writes nodes and accumulators anew where nothing else deviates
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
      print('Not rebuilt: more than what is computed deviates. Find out first which of the two is right.');
      return 1;
    }
    const written = await rebuildDerived(database, history);
    print(
      written
        ? 'Nodes and accumulators were written anew.'
        : 'Not rebuilt: something was written meanwhile. Run the command again.',
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
