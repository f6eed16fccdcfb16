/** One run of anchoring in a separate process, for tests that kill it. */
import { resolveDependencies } from '@pos/runtime/resolve-dependencies.ts';
import { anchorOnce } from '../anchoring/anchor-once.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const dependencies = await resolveDependencies(
  { needs: ['database', 'solana', 'facilitatorKey'] },
  { variables: process.env, log },
);
await anchorOnce(dependencies, { everyMs: 0 });
await dependencies.database.close();
