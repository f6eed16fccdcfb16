// Written by `npm run generate` from the slices' problems.ts files: do not edit.
import { problems as apiDocsProblems } from './api-docs/problems.ts';
import { problems as eventsProblems } from './events/problems.ts';
import { problems as historyProblems } from './history/problems.ts';
import { problems as issuerProblems } from './issuer/problems.ts';
import { problems as registryProblems } from './registry/problems.ts';
import { problems as reputationProblems } from './reputation/problems.ts';
import { SHARED_PROBLEMS } from './shared-problems.ts';
import { problems as x402Problems } from './x402/problems.ts';
import { problems as zkVerifyProblems } from './zk-verify/problems.ts';

/** Every refusal of the registry by its stable code. */
export const PROBLEMS = {
  ...SHARED_PROBLEMS,
  ...registryProblems,
  ...reputationProblems,
  ...x402Problems,
  ...historyProblems,
  ...zkVerifyProblems,
  ...issuerProblems,
  ...eventsProblems,
  ...apiDocsProblems,
} as const;
