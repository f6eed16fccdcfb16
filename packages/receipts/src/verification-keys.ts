import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import chosenReceipts from '../verification-keys/chosen-receipts.dev.json' with { type: 'json' };
import historyTotals from '../verification-keys/history-totals.dev.json' with { type: 'json' };
import type { Statement } from './statements.ts';

/** How a key came about: from a seed that everybody knows, or from a ceremony of which one participant was honest. */
export type KeySetup = 'dev-known-trapdoor' | 'ceremony';

/** A statement's verification key, as snarkjs writes it; whoever verifies parses it strictly. */
export type StatementKey = { readonly setup: KeySetup; readonly key: unknown };

/** Keys whose trapdoor is in this repository: anyone can forge against them. For one machine and for tests. */
export const DEVELOPMENT_KEYS: Readonly<Record<Statement, StatementKey>> = {
  'history-totals': { setup: 'dev-known-trapdoor', key: historyTotals },
  'chosen-receipts': { setup: 'dev-known-trapdoor', key: chosenReceipts },
};

export type KeyRefusal = { readonly code: 'development-key-refused' };

/** Whether a stage may verify with a key: what is deployed takes none but a ceremony's. */
export const decideKey = (key: StatementKey, stage: 'local' | 'deployed'): Result<StatementKey, KeyRefusal> =>
  stage === 'deployed' && key.setup !== 'ceremony' ? err({ code: 'development-key-refused' }) : ok(key);
