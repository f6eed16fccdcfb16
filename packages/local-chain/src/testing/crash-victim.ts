/** A local chain in a separate process that a test kills. `node crash-victim.ts <state file>` prints its address. */
import { startLocalChain } from '../start-local-chain.ts';

const [stateFile] = process.argv.slice(2);
if (stateFile === undefined) throw new Error('Name the state file.');
const logger = { info: () => undefined, error: (message: string) => process.stderr.write(`${message}\n`) };
const chain = await startLocalChain({ port: 0, stateFile, clock: { now: () => new Date() }, logger, slotMs: 60 });
process.stdout.write(`${chain.url}\n`);
