import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { newFacilitatorKey } from '../testing/facilitator-fixture.ts';
import type { SchemeOutcomes } from './scheme.ts';
import { outcomesOf, schemesOf } from './schemes.ts';

const root = join(import.meta.dirname, '../../../..');
const THIS_FILE = 'packages/x402/src/schemes/seam.test.ts';

/** Source files of all packages, by their path from the root. */
const files: ReadonlyMap<string, string> = new Map(
  readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name, 'src'))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')] as const),
);

/** Files outside a scheme's folder that refer to the folder. */
const touchedBy = (folder: string): readonly string[] => {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return [...files]
    .filter(([path, text]) => path !== THIS_FILE && !path.startsWith(`${folder}/`) && text.includes(`/${name}/`))
    .map(([path]) => path)
    .toSorted();
};

describe('the seam between schemes and the common code', () => {
  it('names the scheme exact on Solana in one file of the product, and in tests and measurements', () => {
    expect(touchedBy('packages/x402/src/schemes/exact-svm')).toEqual([
      'packages/x402/src/domain/payment-terms.property.test.ts',
      'packages/x402/src/measure-settlements.ts',
      'packages/x402/src/official-clients.e2e.test.ts',
      'packages/x402/src/reconcile.db.test.ts',
      'packages/x402/src/schemes/schemes.ts',
      'packages/x402/src/testing/schemes-under-test.ts',
    ]);
  });

  it('reconciles the same schemes that it settles', () => {
    const solana = connectLedger({ rpcUrl: 'http://127.0.0.1:1', network: SOLANA_DEVNET });
    const named = (schemes: readonly SchemeOutcomes[]) => schemes.map(({ id, network }) => [id, network]);
    const { key: facilitatorKey } = newFacilitatorKey();
    expect(named(outcomesOf({ solana }))).toEqual(named(schemesOf({ solana, facilitatorKey })));
  });

  it('names the off-chain scheme of the tests in one file', () => {
    expect(touchedBy('packages/x402/src/testing/ledger-scheme')).toEqual([
      'packages/x402/src/testing/schemes-under-test.ts',
    ]);
  });

  it('keeps transactions, keys and the chain out of the common code', () => {
    const common = [...files].filter(
      ([path]) =>
        path.startsWith('packages/x402/src/') && !/\.test\.ts$|\/testing\/|\/schemes\/[^/]+\/|\/measure-/.test(path),
    );
    expect(common.length).toBeGreaterThan(15);
    const knowing = common.filter(([, text]) =>
      /@pos\/ledger|@solana\/|blockhash|messageHash|feePayer|facilitatorKey|'exact'/i.test(text),
    );
    expect(knowing.map(([path]) => path)).toEqual([]);
  });
});
