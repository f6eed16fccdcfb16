import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { scopeElement, signalHash } from '@pos/receipts/binding.ts';
import { agentElement } from '@pos/receipts/named-element.ts';
import { STATEMENTS, type Statement } from '@pos/receipts/statements.ts';
import { did, type Did } from '@pos/vocabulary/did.ts';
import { ok } from '@pos/vocabulary/result.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { periodOf } from '../src/domain/period.ts';
import { parseVerifyingKey } from '../src/domain/verifying-key.ts';
import type { StatementVerifier, VerifierOf } from '../src/statement-verifiers.ts';
import type { Submission } from '../src/verify-submissions.ts';
import { createVerifier } from '../src/verifier/create-verifier.ts';
import { seededRandom, trapdoorKey, type SignedProof, type TrapdoorKey } from './trapdoor-key.ts';

export const REGISTRY = 'https://registry.example';
export const NOW = new Date('2026-03-01T10:00:00.000Z');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Keys for both statements with a known trapdoor, so that a proof of any public signals takes three multiplications.
 */
const TRAPDOORS: Readonly<Record<Statement, TrapdoorKey>> = {
  'history-totals': trapdoorKey(9, 11n),
  'chosen-receipts': trapdoorKey(9, 12n),
};

async function verifierOfTrapdoor(statement: Statement): Promise<StatementVerifier> {
  const key = parseVerifyingKey(TRAPDOORS[statement].key);
  if (!key.ok) throw new Error(key.error.path);
  const made = await createVerifier(key.value, { fillRandom: seededRandom(1n) });
  if (!made.ok) throw new Error(made.error.path);
  return { verifier: made.value, keySha256: 'ab'.repeat(32) };
}

/** The members of an honest submission that a test changes. */
interface Wanted {
  readonly statement?: Statement;
  readonly agent?: Did;
  readonly nullifier?: bigint;
  readonly anchor?: bigint;
  readonly at?: Date;
  readonly thresholds?: readonly [bigint, bigint, bigint, bigint];
  readonly nonce?: string;
}

export interface ProofFixture {
  readonly database: TestDatabase;
  readonly dependencies: {
    readonly clock: { now: () => Date };
    readonly newId: () => string;
    readonly stage: string;
    readonly publicUrl: string;
    readonly log: typeof quiet;
    readonly database: TestDatabase['app'];
  };
  readonly verifierOf: VerifierOf;
  readonly agent: Did;
  readonly anchors: readonly bigint[];
  /** A submission with a valid proof. Each call uses a new nullifier unless one is given. */
  submission(wanted?: Wanted): Submission & SignedProof;
  /** The same submission with a re-randomised proof. */
  rerandomised(submission: Submission & SignedProof): Submission & SignedProof;
  setTime(at: Date): void;
  close(): Promise<void>;
}

const ANCHORS = 32;

/**
 * A database with two agents, 32 anchors on chain, of which the last 30 are accepted, and one anchor in status `sent`.
 */
export async function proofFixture(): Promise<ProofFixture> {
  const database = await testDatabase();
  await database.owner.orm.insert(agentProfiles).values([sampleAgent('prover'), sampleAgent('other')]);
  const anchors = Array.from({ length: ANCHORS + 1 }, (_, at) => BigInt(1_000 + at));
  await database.owner.orm.insert(historyAnchors).values(
    anchors.map((commitment, at) => ({
      sequence: at + 1,
      commitment: commitment.toString(),
      previous: at === 0 ? '0' : String(999 + at),
      receiptsRoot: '1',
      headsRoot: '2',
      receiptsSize: at,
      headsSize: 1,
      status: at < ANCHORS ? ('confirmed' as const) : ('sent' as const),
      builtAt: NOW,
      txSignature: transactionSignature(encodeBase58(new Uint8Array(64).fill(at + 1))),
      signedTransaction: new Uint8Array(1),
      slot: BigInt(at),
    })),
  );
  const made = new Map(
    await Promise.all(STATEMENTS.map(async (statement) => [statement, await verifierOfTrapdoor(statement)] as const)),
  );
  const agent = did('did:web:prover.example');
  let now = NOW;
  let nullifiers = 1_000_000n;
  let ids = 0;
  return {
    database,
    dependencies: {
      clock: { now: () => now },
      newId: () => uuidV7(now, new Uint8Array(10).fill((ids += 1))),
      stage: 'local',
      publicUrl: REGISTRY,
      log: quiet,
      database: database.app,
    },
    verifierOf: async (statement) => ok(made.get(statement) as StatementVerifier),
    agent,
    anchors,
    submission(wanted = {}) {
      const { statement = 'history-totals', nonce = 'n-1', anchor = anchors[ANCHORS - 1] ?? 0n } = wanted;
      const named = wanted.agent ?? agent;
      const request = { statement, did: named, presenter: 'did:web:prover.example', nonce };
      const scope = scopeElement({ registry: REGISTRY, statement, period: periodOf(wanted.at ?? now) });
      const bound = signalHash({ audience: REGISTRY, agent: named, statement, presenter: request.presenter, nonce });
      const thresholds = wanted.thresholds ?? [
        statement === 'history-totals' ? 50n : 5n,
        1_000_000_000n,
        0n,
        statement === 'history-totals' ? 200n : 0n,
      ];
      const signals = [
        wanted.nullifier ?? (nullifiers += 1n),
        anchor,
        agentElement(named),
        scope,
        bound,
        ...thresholds,
      ];
      return { ...request, ...TRAPDOORS[statement].prove(signals) };
    },
    rerandomised: (submission) => ({ ...submission, ...TRAPDOORS[submission.statement].rerandomise(submission) }),
    setTime: (at) => {
      now = at;
    },
    close: () => database.close(),
  };
}
