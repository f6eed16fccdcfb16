import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'proof-malformed': {
    status: 400,
    title: 'The proof is not written as proofs are',
    cure: 'Send proof and publicSignals as snarkjs writes them: canonical decimals in range, exact lengths, z = 1. The detail names the place.',
  },
  'proof-point-invalid': {
    status: 422,
    title: 'A point of the proof is not on its curve',
    cure: 'Prove again: "point" and "reason" name what is wrong with what was sent.',
  },
  'proof-rejected': {
    status: 422,
    title: 'The proof does not hold',
    cure: 'Prove again with the artefacts whose hashes GET /zk/statements gives; a proof holds for its own public signals only.',
  },
  'proof-binding-mismatch': {
    status: 422,
    title: 'The proof is bound to another request',
    cure: 'Bind it to the registry that GET /zk/statements names and to the did, presenter and nonce that are sent with it.',
  },
  'proof-scope-stale': {
    status: 409,
    title: 'The proof is of another scope',
    cure: 'Take the current scope from GET /zk/statements and prove again.',
  },
  'proof-anchor-unknown': {
    status: 409,
    title: 'The proof opens an anchor that is not accepted',
    cure: 'Fetch the openings again, which lead to a recent anchor, and prove again; GET /zk/statements lists the accepted ones.',
  },
  'proof-scope-used': {
    status: 409,
    title: 'Another proof of this statement counts in this scope',
    cure: 'One proof counts for each agent, statement and scope: see GET /agents/{did}/proofs, or prove again once scopeEndsAt of GET /zk/statements is past.',
  },
  'statement-closed': {
    status: 501,
    title: 'The statement has no key that this stage may use',
    cure: 'Use a statement that GET /zk/statements shows as open; deployed stages open one once its key is of a ceremony.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
