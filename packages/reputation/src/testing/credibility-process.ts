/** Turns of rating payers, until there is nothing to do, in a process of its own, for tests that kill it. */
import { randomUUID } from 'node:crypto';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { ratePayers } from '../epochs/take-turn.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const dependencies = await resolveDependencies(
  { needs: ['database', 'trustSeeds', 'authorities'] },
  { variables: process.env, log },
);
const clock = { now: () => new Date(process.env['AT'] ?? '') };
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
let outcome = 'more';
while (outcome === 'more' && !stopping.signal.aborted)
  outcome = await ratePayers({ ...dependencies, clock, newId: randomUUID, log }, stopping.signal);
await dependencies.database.close();
