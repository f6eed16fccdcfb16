import type { KeyRefusal, StatementKey } from '@pos/receipts/verification-keys.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { ok, type Result } from '@pos/vocabulary/result.ts';
import { parseVerifyingKey } from './domain/verifying-key.ts';
import { keyOf, keySha256 } from './statement-keys.ts';
import { createVerifier } from './verifier/create-verifier.ts';
import type { Verifier } from './verifier/verifier.ts';

export interface StatementVerifier {
  readonly verifier: Verifier;
  readonly keySha256: string;
}

export type VerifierOf = (statement: Statement) => Promise<Result<StatementVerifier, KeyRefusal>>;

async function prepare(key: StatementKey): Promise<StatementVerifier> {
  const parsed = parseVerifyingKey(key.key);
  if (!parsed.ok) throw new Error(`The verification key is malformed at ${parsed.error.path}: ${parsed.error.reason}.`);
  const made = await createVerifier(parsed.value, { fillRandom: (bytes) => crypto.getRandomValues(bytes) });
  if (!made.ok) throw new Error(`The verification key is refused at ${made.error.path}: ${made.error.reason}.`);
  return { verifier: made.value, keySha256: keySha256(key) };
}

/** Verifiers of the statements for which the stage has a key. Each is prepared at its first use. */
export function statementVerifiers(stage: string): VerifierOf {
  const prepared = new Map<Statement, Promise<StatementVerifier>>();
  return async (statement) => {
    const key = keyOf(statement, stage);
    if (!key.ok) return key;
    const verifier = prepared.get(statement) ?? prepare(key.value);
    prepared.set(statement, verifier);
    return ok(await verifier);
  };
}
