import { proofVerified } from '@pos/contract/zk-verify/events/proof-verified.ts';
import type { ProofSubmission } from '@pos/contract/zk-verify/schemas/proof.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import type { Surroundings } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import { scopeElement } from '@pos/receipts/binding.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { STATEMENTS, type Statement } from '@pos/receipts/statements.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import { readProofInputs, type ProofInputs } from './domain/proof-inputs.ts';
import { decideBinding, decideStanding, type Standing, type VerifiedProof } from './domain/decide-standing.ts';
import { periodOf } from './domain/period.ts';
import type { Groth16Proof } from './domain/groth16-proof.ts';
import { problemOfRefusal, problemOfSignals, type ProofProblem } from './domain/proof-problem.ts';
import { statementVerifiers, type StatementVerifier, type VerifierOf } from './statement-verifiers.ts';
import { acceptedAnchors } from './store/accepted-anchors.ts';
import { findProofsAt, insertProofs, registeredAgents, type Place } from './store/proofs.ts';

export type Submission = z.output<typeof ProofSubmission>;
export type Accepted = { readonly proof: VerifiedProof; readonly replayed: boolean };
export type Outcome = Result<Accepted, ProofProblem>;

export type VerifySubmissions = (submissions: readonly Submission[]) => Promise<readonly Outcome[]>;

type Dependencies = Pick<Surroundings, 'clock' | 'newId' | 'stage' | 'publicUrl' | 'log'> & {
  readonly database: Database;
};

/** A submission that was parsed and whose proof is bound to its request. */
interface Read {
  readonly did: Did;
  readonly inputs: ProofInputs;
  readonly proof: Groth16Proof;
  readonly by: StatementVerifier;
}

/** Attempts of the transaction. PostgreSQL aborts one of two deadlocked batches, which is then run again. */
const ATTEMPTS = 4;

/**
 * Verifies any number of submissions, each with its own outcome. Runs all checks without pairing arithmetic first.
 * Stores valid proofs under unique indexes and enqueues their events in the same transaction. A refused proof changes
 * nothing.
 */
export function submissionVerifier(
  d: Dependencies,
  verifierOf: VerifierOf = statementVerifiers(d.stage),
): VerifySubmissions {
  return async (submissions) => {
    const read = await Promise.all(
      submissions.map((submission) => readSubmission(submission, d.publicUrl, verifierOf)),
    );
    if (read.every((each) => !each.ok)) return refusalsOf(read);
    const verdicts = verifyAll(await standings(d, read));
    if (verdicts.every((each) => !each.ok)) return refusalsOf(verdicts);
    return d.database.transaction((tx) => keep(tx, d, verdicts), { attempts: ATTEMPTS });
  };
}

const refusalsOf = (all: readonly Result<unknown, ProofProblem>[]): readonly Outcome[] =>
  all.flatMap((each) => (each.ok ? [] : [each]));

async function readSubmission(
  submission: Submission,
  registry: string,
  verifierOf: VerifierOf,
): Promise<Result<Read, ProofProblem>> {
  const { statement, did, proof, publicSignals } = submission;
  const by = await verifierOf(statement);
  if (!by.ok) return err({ code: 'statement-closed', detail: `${statement}: ${by.error.code}.` });
  const parsed = by.value.verifier.parse({ proof, publicSignals });
  if (!parsed.ok) return err(problemOfRefusal(parsed.error));
  const inputs = readProofInputs(statement, parsed.value.publicSignals);
  if (!inputs.ok) return err(problemOfSignals(statement, inputs.error));
  const bound = decideBinding(inputs.value, { ...submission, registry });
  return bound.ok ? ok({ did, inputs: inputs.value, proof: parsed.value, by: by.value }) : bound;
}

const placeOf = ({ did, inputs }: Read): Place => ({
  did,
  nullifier: inputs.nullifier,
  statement: inputs.stated.statement,
  scope: inputs.scope,
});

const currentScopes = ({ publicUrl, clock }: Dependencies): Readonly<Record<Statement, FieldElement>> => {
  const period = periodOf(clock.now());
  return Object.fromEntries(
    STATEMENTS.map((statement) => [statement, scopeElement({ registry: publicUrl, statement, period })]),
  ) as Record<Statement, FieldElement>;
};

interface Stood extends Read {
  readonly standing: Standing;
}

/** Decides the standing of each submission, with one set of queries for all of them. */
async function standings(
  d: Dependencies,
  read: readonly Result<Read, ProofProblem>[],
): Promise<readonly Result<Stood, ProofProblem>[]> {
  const fit = read.flatMap((each) => (each.ok ? [each.value] : []));
  const [agents, anchors, stored] = await Promise.all([
    registeredAgents(
      d.database.orm,
      fit.map(({ did }) => did),
    ),
    acceptedAnchors(d.database.orm),
    findProofsAt(d.database.orm, fit.map(placeOf)),
  ]);
  const scopes = currentScopes(d);
  const commitments = new Set(anchors.map(({ commitment }) => commitment));
  return read.map((each) => {
    if (!each.ok) return each;
    const { did, inputs } = each.value;
    if (!agents.has(did)) return err({ code: 'agent-unknown', detail: did });
    const standing = decideStanding(inputs, did, {
      scope: scopes[inputs.stated.statement],
      anchors: commitments,
      stored,
    });
    return standing.ok ? ok({ ...each.value, standing: standing.value }) : standing;
  });
}

/** Verifies the proofs, with one batch per verifier. */
function verifyAll(standing: readonly Result<Stood, ProofProblem>[]): readonly Result<Stood, ProofProblem>[] {
  const fit = standing.flatMap((each) => (each.ok ? [each.value] : []));
  const refused = new Map<Stood, ProofProblem>();
  for (const [{ verifier }, group] of Map.groupBy(fit, ({ by }) => by)) {
    const verdicts = verifier.verifyBatch(group.map(({ proof }) => proof));
    group.forEach((each, index) => {
      const verdict = verdicts[index];
      if (verdict === undefined || !verdict.ok)
        refused.set(each, verdict === undefined ? { code: 'proof-rejected' } : problemOfRefusal(verdict.error));
    });
  }
  return standing.map((each) => {
    const problem = each.ok ? refused.get(each.value) : undefined;
    return problem === undefined ? each : err(problem);
  });
}

const proofOf = ({ did, inputs, by }: Read, verifiedAt: Date): VerifiedProof => ({
  ...inputs.stated,
  did,
  nullifier: inputs.nullifier,
  anchor: inputs.anchor,
  scope: inputs.scope,
  verificationKeySha256: by.keySha256,
  verifiedAt,
});

/**
 * Stores new proofs, each once. If a proof occurs several times in a batch, the first occurrence is new and the others
 * are replays.
 */
async function keep(
  tx: Transaction,
  d: Dependencies,
  verdicts: readonly Result<Stood, ProofProblem>[],
): Promise<readonly Outcome[]> {
  const now = d.clock.now();
  const held = verdicts.flatMap((each) => (each.ok && each.value.standing.kind === 'new' ? [each.value] : []));
  const candidates = new Map<string, Stood>();
  for (const each of held) if (!candidates.has(each.inputs.nullifier)) candidates.set(each.inputs.nullifier, each);
  const inserted = await insertProofs(
    tx,
    [...candidates.values()].map((each) => proofOf(each, now)),
  );
  const fresh = [...candidates.values()].filter(({ inputs }) => inserted.has(inputs.nullifier));
  await enqueue(
    tx,
    fresh.flatMap((each) => eventsOf(proofOf(each, now), d.newId())),
  );
  // A proof whose keys another proof has taken in the meantime is decided again, against the stored proof.
  const late = held.filter((each) => !fresh.includes(each));
  const stored = await findProofsAt(tx, late.map(placeOf));
  return verdicts.map((each) => {
    if (!each.ok) return each;
    const { standing, inputs, did } = each.value;
    if (standing.kind === 'replay') return ok({ proof: standing.stored, replayed: true });
    if (fresh.includes(each.value)) return ok({ proof: proofOf(each.value, now), replayed: false });
    const again = decideStanding(inputs, did, { scope: inputs.scope, anchors: new Set([inputs.anchor]), stored });
    if (!again.ok) return again;
    if (again.value.kind === 'new') throw new Error('The insert met a conflict, but no stored proof has that place.');
    return ok({ proof: again.value.stored, replayed: true });
  });
}

const eventsOf = (proof: VerifiedProof, eventId: string) =>
  outgoingEvents(proofVerified, { eventId, did: proof.did, proof, occurredAt: proof.verifiedAt });
