/** Takes turns of the credibility task until nothing is left to do, in a process of its own that tests can kill. */
import { randomUUID } from 'node:crypto';
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { advanceEpochs } from '../epochs/advance-epochs.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const dependencies = await resolveDependencies(
  { needs: ['database', 'trustSeeds', 'authorities'] },
  { variables: process.env, log },
);
const clock = { now: () => new Date(process.env['AT'] ?? '') };
const stopping = new AbortController();
process.once('SIGTERM', () => {
  stopping.abort();
  process.send?.('stopping');
});
let outcome = 'more';
while (outcome === 'more' && !stopping.signal.aborted)
  outcome = await advanceEpochs({ ...dependencies, clock, newId: randomUUID, log }, stopping.signal);
await dependencies.database.close();
// The channel to the test would keep the process alive.
if (process.connected) process.disconnect();
