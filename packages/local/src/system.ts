import type { Unit } from '@pos/functions/build/units.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { REGISTRY_BUS } from './bus/rules.ts';
import { assertPortsFree } from './free-ports.ts';
import type { UsagePlan } from './gateway/usage-plan.ts';
import type { Ports } from './ports.ts';
import { startParts, type Parts } from './start-parts.ts';
import { createStartup, type StartupOptions } from './startup.ts';
import { writeEndpoints, type Endpoints } from './state/endpoints.ts';
import { takeStateDirectory, type StateDirectory } from './state/state-directory.ts';
import { loadSystemKeys, type SystemKeys } from './state/system-keys.ts';

export interface SystemOptions extends StartupOptions {
  readonly ports: Ports;
  /** The directory that holds all state. */
  readonly directory: string;
  /** Empties the directory first. */
  readonly fresh?: boolean;
  readonly plan?: UsagePlan;
}

export interface System {
  readonly endpoints: Endpoints;
  /** True if the former run ended without stopping its parts. */
  readonly formerRunCrashed: boolean;
  readonly directory: StateDirectory;
  /** Every unit of the build, including units that this system does not run by itself. */
  readonly units: readonly Unit[];
  /** Current process ids of the parts that have their own process. */
  processes(): Readonly<Record<PartProcess, number>>;
  /** The folder of a unit's running bundle, or `undefined` if this system does not run the unit. */
  bundleOf(unit: Unit): string | undefined;
  /**
   * Replaces a unit's bundle. Running requests finish on the former bundle. If the new bundle does not start, rejects
   * and keeps the former one.
   */
  replace(unit: Unit, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Stops all parts in reverse order. */
  close(): Promise<void>;
}

export type PartProcess = 'database' | 'chain' | 'container' | 'worker';

/**
 * Starts the whole registry on one machine, with each part as it is deployed. The parts are a real PostgreSQL, the
 * built bundles behind a gateway, a durable event bus, the container service and the worker in separate processes, and
 * a Solana VM. If a part does not start, the parts before it are stopped again.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const directory = takeStateDirectory(options.directory, { fresh: options.fresh === true });
  const startup = createStartup(options);
  startup.onStop(() => directory.release());
  try {
    await assertPortsFree(options.ports);
    const keys = await loadSystemKeys(directory);
    const { ports, plan, onFault } = options;
    const parts = await startParts({ ports, plan, onFault, directory, keys, startup });
    const endpoints = endpointsOf(keys, parts);
    writeEndpoints(directory.endpointsFile, endpoints);
    return {
      endpoints,
      formerRunCrashed: directory.formerRunCrashed,
      directory,
      units: parts.bundles.built.map(({ unit }) => unit),
      processes: () => processesOf(parts),
      bundleOf: (unit) => (runs(unit) ? parts.bundles.folderOf(unit.id) : undefined),
      replace: (unit, files) => replaceUnit(parts, unit, files),
      close: () => startup.stop(),
    };
  } catch (error) {
    await startup.stop();
    throw error;
  }
}

/**
 * True for units that this system runs. The bundles `migrate` and `history` are commands that a person or a deployment
 * runs.
 */
const runs = ({ id, kind }: Unit): boolean => kind === 'function' || id === 'api' || id === 'worker';

async function replaceUnit(
  { bundles, functions, container, worker }: Parts,
  { id, kind }: Unit,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const former = bundles.folderOf(id);
  const folder = bundles.write(id, files);
  try {
    const ended =
      kind === 'function'
        ? (await functions.replace(id, folder)).drained
        : (await (id === 'api' ? container : worker).replace(folder)).stopped;
    bundles.use(id, folder);
    // A running program may still import its lazy chunks.
    void ended.finally(() => bundles.remove(former));
  } catch (error) {
    bundles.remove(folder);
    throw error;
  }
}

const processesOf = ({ database, chain, container, worker }: Parts): Readonly<Record<PartProcess, number>> => ({
  database: database.processId(),
  chain: chain.current().processId,
  container: container.current().processId,
  worker: worker.current().processId,
});

function endpointsOf(keys: SystemKeys, { token, bus, chain, database, publicUrl }: Parts): Endpoints {
  const { id: clientId, secret: clientSecret } = keys.secrets.client;
  const { rpcUrl, wsUrl, usdcMint } = chain.current();
  return {
    apiUrl: publicUrl,
    facilitatorUrl: `${publicUrl}/x402`,
    token: {
      url: token.tokenUrl,
      issuer: token.issuer,
      jwksUrl: token.jwksUrl,
      clientId,
      clientSecret,
      scopes: Object.keys(SCOPES),
    },
    apiKey: keys.secrets.marketplace.apiKey,
    eventBridge: { url: bus.url, busName: REGISTRY_BUS, region: 'us-east-1' },
    solana: {
      rpcUrl,
      wsUrl,
      network: SOLANA_DEVNET,
      usdcMint: solanaAddress(usdcMint),
      facilitator: keys.facilitator.address,
    },
    database: { url: database.url('registry_owner'), appUrl: database.url('registry_app') },
    wallets: keys.wallets.map(({ name, address, bytes }) => ({ name, address, secretKey: encodeBase58(bytes) })),
    authorities: [...keys.authorities],
    processId: process.pid,
  };
}
