import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'proof-malformed': {
    status: 400,
    since: '2026-11-23',
    title: 'The proof is malformed',
    cure: 'Send proof and publicSignals in the format of snarkjs: canonical decimals in range, exact lengths, z = 1. The detail names the invalid member.',
  },
  'proof-point-invalid': {
    status: 422,
    since: '2026-11-23',
    title: 'A point of the proof is not on its curve or not in its subgroup',
    cure: 'Create the proof again. "point" and "reason" name the invalid point.',
  },
  'proof-rejected': {
    status: 422,
    since: '2026-11-23',
    title: 'The proof is not valid for its public signals',
    cure: 'Create the proof again with the artefacts whose hashes GET /zk/statements lists, and send its own public signals unchanged.',
  },
  'proof-binding-mismatch': {
    status: 422,
    since: '2026-11-23',
    title: 'The proof is bound to another request',
    cure: 'Create the proof with a signal hash over the registry that GET /zk/statements names and the did, presenter and nonce of this request.',
  },
  'proof-scope-stale': {
    status: 409,
    since: '2026-11-23',
    title: 'The proof is not for the current scope',
    cure: 'Get the current scope from GET /zk/statements and create the proof again.',
  },
  'proof-anchor-unknown': {
    status: 409,
    since: '2026-11-23',
    title: 'The proof refers to an anchor that is not accepted',
    cure: 'Fetch the openings again, which refer to the newest anchor, and create the proof again. GET /zk/statements lists the accepted anchors.',
  },
  'proof-scope-used': {
    status: 409,
    since: '2026-11-23',
    title: 'Another proof of this statement already counts in this scope',
    cure: 'One proof counts per agent, statement and scope. GET /agents/{did}/proofs lists it. Create another proof after scopeEndsAt of GET /zk/statements.',
  },
  'proof-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'There is no such proof',
    cure: 'Check the nullifier and the DID. A proof is found only under its agent, whose proofs GET /agents/{did}/proofs lists.',
  },
  'statement-closed': {
    status: 409,
    since: '2026-11-23',
    title: 'The statement has no key that this stage may use',
    cure: 'Use a statement that GET /zk/statements lists as open. Deployed stages open a statement when it has a key from a ceremony.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
