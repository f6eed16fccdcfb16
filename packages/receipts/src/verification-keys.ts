import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import chosenReceipts from '../verification-keys/chosen-receipts.dev.json' with { type: 'json' };
import historyTotals from '../verification-keys/history-totals.dev.json' with { type: 'json' };
import type { Statement } from './statements.ts';

/**
 * How a key was made. `dev-known-trapdoor` keys come from a public seed, so everybody can forge proofs. `ceremony` keys
 * come from several contributors, of whom one honest contributor suffices.
 */
export type KeySetup = 'dev-known-trapdoor' | 'ceremony';

/** A statement's verification key as snarkjs writes it. The verifier parses `key` strictly. */
export type StatementKey = { readonly setup: KeySetup; readonly key: unknown };

/** Keys whose trapdoor is in this repository, so anyone can forge proofs. For local stages and tests only. */
export const DEVELOPMENT_KEYS: Readonly<Record<Statement, StatementKey>> = {
  'history-totals': { setup: 'dev-known-trapdoor', key: historyTotals },
  'chosen-receipts': { setup: 'dev-known-trapdoor', key: chosenReceipts },
};

export type KeyRefusal = { readonly code: 'development-key-refused' };

/** Whether a stage may verify with a key. Deployed stages accept only keys made in a ceremony. */
export const decideKey = (key: StatementKey, stage: 'local' | 'deployed'): Result<StatementKey, KeyRefusal> =>
  stage === 'deployed' && key.setup !== 'ceremony' ? err({ code: 'development-key-refused' }) : ok(key);
