/**
 * `npm start` runs the whole registry on this machine. `--fresh` deletes all kept state first. `--watch` rebuilds and
 * replaces bundles whose sources change.
 */
import { DEFAULT_PLAN } from './gateway/usage-plan.ts';
import { shiftedPorts } from './ports.ts';
import { StartError } from './start-error.ts';
import { stateDirectoryFor } from './state/location.ts';
import { portOffset, ratePerSecond } from './settings.ts';
import { startSystem, type System } from './system.ts';
import type { SystemWatch } from './watch/watch-system.ts';

const KNOWN_ARGUMENTS = ['--fresh', '--watch'];

// Some package managers pass on the `--` that ends their own arguments.
const arguments_ = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = arguments_.find((argument) => !KNOWN_ARGUMENTS.includes(argument));
if (unknown !== undefined)
  fail(new StartError(`Unknown argument ${unknown}.`, `Known: npm start -- ${KNOWN_ARGUMENTS.join(' ')}`));

const line = (text = '') => process.stdout.write(`${text}\n`);
const started = performance.now();
/**
 * Signals within this time in milliseconds count as one Ctrl-C, because the terminal sends the signal to every
 * foreground process and npm forwards it again.
 */
const SAME_CTRL_C_MS = 500;

let system: System | undefined;
let watch: SystemWatch | undefined;
let stoppingSince: number | undefined;

function onSignal(): void {
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince < SAME_CTRL_C_MS) return;
    line('Stopping at once.');
    process.exit(130);
  }
  stoppingSince = performance.now();
  line(
    system === undefined
      ? '\nStopping once the part that is starting runs (Ctrl-C again: at once) ...'
      : '\nStopping (Ctrl-C again: at once) ...',
  );
  if (system !== undefined) void stop(system);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

async function stop(running: System): Promise<never> {
  await watch?.close();
  await running.close();
  line(`Stopped. All state is kept in ${running.directory.path}; ${typed('npm start')} continues with it.`);
  process.exit(0);
}

function fail(error: unknown): never {
  if (error instanceof StartError) process.stderr.write(`\n${error.message}\n→ ${error.cure}\n`);
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

/** A command as the user types it for this system, with its PORT_OFFSET. */
function typed(command: string): string {
  const offset = portOffset(process.env);
  return offset === 0 ? command : `PORT_OFFSET=${offset} ${command}`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

try {
  const offset = portOffset(process.env);
  line('Proof-of-Service Agent Registry: starting everything on this machine\n');
  const rate = ratePerSecond(process.env);
  system = await startSystem({
    ports: shiftedPorts(offset),
    directory: stateDirectoryFor(offset),
    fresh: arguments_.includes('--fresh'),
    onPart: (part, where, tookMs) => line(`  ${part.padEnd(18)} ${seconds(tookMs).padStart(8)}   ${where}`),
    onFault: (message) => process.stderr.write(`! ${message}\n`),
    ...(rate === undefined ? {} : { plan: { ratePerSecond: rate, burst: rate * 2 } }),
  });
  report(system);
  if (arguments_.includes('--watch')) {
    const { watchSystem } = await import('./watch/watch-system.ts');
    watch = await watchSystem(system, (text) => line(`~ ${text}`));
    line(`\nWatching the sources of ${watch.packages} packages.`);
  }
  if (stoppingSince !== undefined) await stop(system);
} catch (error) {
  fail(error);
}

function report({ endpoints, formerRunCrashed, directory }: System): void {
  if (formerRunCrashed)
    line('\n  The former run ended without stopping its parts; what it left behind was cleaned up.');
  line(`\nReady in ${seconds(performance.now() - started)}.\n`);
  line(`  API            ${endpoints.apiUrl}      read it: ${endpoints.apiUrl}/docs`);
  line(`  tokens         ${endpoints.token.url}   keys: ${endpoints.token.jwksUrl}`);
  line(`  EventBridge    ${endpoints.eventBridge.url}      bus ${endpoints.eventBridge.busName}`);
  line(`  Solana RPC     ${endpoints.solana.rpcUrl}      USDC ${endpoints.solana.usdcMint}`);
  line(`  PostgreSQL     psql '${endpoints.database.url}'`);
  line(`  all of it      ${directory.endpointsFile} (client id and secret, funded wallets)`);
  line(
    `\nNext, in a second terminal: ${typed('npm run demo')}. At most ${ratePerSecond(process.env) ?? DEFAULT_PLAN.ratePerSecond} requests a second pass the usage plan. Ctrl-C stops.`,
  );
}
