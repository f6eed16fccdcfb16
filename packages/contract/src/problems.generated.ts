// Written by `npm run generate` from the slices' problems.ts files: do not edit.
import { problems as events } from './events/problems.ts';
import { problems as history } from './history/problems.ts';
import { problems as issuer } from './issuer/problems.ts';
import { problems as registry } from './registry/problems.ts';
import { problems as reputation } from './reputation/problems.ts';
import { SHARED_PROBLEMS } from './shared-problems.ts';
import { problems as solanaProxy } from './solana-proxy/problems.ts';
import { problems as x402 } from './x402/problems.ts';
import { problems as zkVerify } from './zk-verify/problems.ts';

/** Every refusal of the registry by its stable code. */
export const PROBLEMS = {
  ...SHARED_PROBLEMS,
  ...registry,
  ...reputation,
  ...x402,
  ...history,
  ...zkVerify,
  ...issuer,
  ...events,
  ...solanaProxy,
} as const;
