import { apiDocs } from './api-docs/slice.ts';
import { events } from './events/slice.ts';
import { history } from './history/slice.ts';
import { issuer } from './issuer/slice.ts';
import { operations } from './operations/slice.ts';
import { registry } from './registry/slice.ts';
import { reputation } from './reputation/slice.ts';
import { solanaProxy } from './solana-proxy/slice.ts';
import { x402 } from './x402/slice.ts';
import { zkVerify } from './zk-verify/slice.ts';

/**
 * Every slice, in the order of the documentation page. Routes, events, consumers, tasks, problems, boundary rules and the
 * needs of the worker derive from this list, so a new slice is added here and in no other hand-written file. See
 * docs/adr/0102-slices-own-their-declarations.md.
 */
export const SLICES = [
  registry,
  reputation,
  x402,
  history,
  zkVerify,
  issuer,
  events,
  solanaProxy,
  apiDocs,
  operations,
] as const;
