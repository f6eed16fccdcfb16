import { join } from 'node:path';
import { placesOf } from '@pos/contract/places.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { buildAll } from '@pos/functions/build/build-all.ts';
import { placeBundles } from '@pos/functions/build/place.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import { startEventBus, type RunningBus } from './bus/event-bus.ts';
import { REGISTRY_BUS } from './bus/rules.ts';
import { findFreePort } from './free-ports.ts';
import { createFunctionRuntime, type FunctionRuntime } from './function-runtime/runtime.ts';
import { createAuthorizer } from './gateway/authorizer.ts';
import { startGateway } from './gateway/gateway.ts';
import { createThrottle, DEFAULT_PLAN, type UsagePlan } from './gateway/usage-plan.ts';
import type { Ports } from './ports.ts';
import { startRolling, type RollingService } from './processes/rolling.ts';
import { startChain, type RunningChain } from './processes/start-chain.ts';
import { startContainer, startWorker } from './processes/start-services.ts';
import type { Supervised } from './processes/supervise.ts';
import { startDatabase, type RunningDatabase } from './start-database.ts';
import { buildCommit } from './state/build-commit.ts';
import { createBundles, type Bundles } from './state/bundles.ts';
import type { StateDirectory } from './state/state-directory.ts';
import type { SystemKeys } from './state/system-keys.ts';
import type { Startup } from './startup.ts';
import { startTokenServer, type TokenServer } from './token/token-server.ts';

export interface PartsOptions {
  readonly ports: Ports;
  readonly plan?: UsagePlan | undefined;
  readonly onFault: (message: string) => void;
  readonly directory: StateDirectory;
  readonly keys: SystemKeys;
  readonly startup: Startup;
}

/** The parts that the services depend on. */
interface Foundations {
  readonly bundles: Bundles;
  readonly database: RunningDatabase;
  readonly chain: Supervised<RunningChain>;
  readonly token: TokenServer;
  /** Registers a function to call each time PostgreSQL runs again after it died. */
  readonly onDatabaseBack: (tell: () => void) => void;
}

export interface Parts extends Foundations {
  readonly functions: FunctionRuntime;
  readonly bus: RunningBus;
  readonly container: RollingService;
  readonly worker: RollingService;
  readonly publicUrl: string;
}

const FUNDS = {
  facilitator: { lamports: '100000000000', usdcAtomic: '0' },
  wallet: { lamports: '10000000000', usdcAtomic: '1000000000' },
} as const;

const clock: Clock = { now: () => new Date() };

/** Starts every part after the parts that it depends on. */
export async function startParts(options: PartsOptions): Promise<Parts> {
  const foundations = await startFoundations(options);
  const services = await startServices(options, foundations);
  return { ...foundations, ...services };
}

async function startFoundations({ ports, onFault, directory, keys, startup }: PartsOptions): Promise<Foundations> {
  const whenBack: (() => void)[] = [];
  const bundles = await startup.part('bundles', 'packages/functions/dist', async () =>
    createBundles(await placeBundles(await buildAll(), directory.bundles), directory.bundles),
  );
  const database = await startup.part('PostgreSQL 15', `127.0.0.1:${ports.database}`, () =>
    startDatabase({
      port: ports.database,
      dataDir: directory.database,
      passwords: keys.secrets.databasePasswords,
      onFault,
      onBack: () => whenBack.forEach((tell) => tell()),
    }),
  );
  startup.onStop(() => database.stop());
  const chain = await startup.supervised('Solana RPC', `http://127.0.0.1:${ports.solana}`, 'The Solana chain', () =>
    startChain({
      port: ports.solana,
      directory,
      wallets: [
        { address: keys.facilitator.address, ...FUNDS.facilitator },
        ...keys.wallets.map(({ address }) => ({ address, ...FUNDS.wallet })),
      ],
    }),
  );
  const token = await startup.part('token endpoint', `http://127.0.0.1:${ports.token}/oauth2/token`, () =>
    startTokenServer({
      port: ports.token,
      keyFile: join(directory.keys, 'token-signing-key.json'),
      clients: [{ ...keys.secrets.client, scopes: Object.keys(SCOPES) as Scope[] }],
      clock,
    }),
  );
  startup.onStop(() => token.close());
  return { bundles, database, chain, token, onDatabaseBack: (tell) => void whenBack.push(tell) };
}

/** The values of all settings of the stage. Each unit gets only the settings that its needs declare. */
const valuesOf = (keys: SystemKeys, publicUrl: string, { chain, token, database }: Foundations) => ({
  ...buildCommit(),
  STAGE: 'local',
  PUBLIC_URL: publicUrl,
  LOG_LEVEL: 'INFO',
  TOKEN_URL: token.tokenUrl,
  SOLANA_RPC_URL: chain.current().rpcUrl,
  SOLANA_NETWORK: SOLANA_DEVNET,
  FACILITATOR_KEY: `file:${keys.facilitator.file}`,
  ISSUER_KEY: `file:${keys.issuerFile}`,
  REPUTATION_TRUST_SEEDS: keys.trustSeeds,
  EVIDENCE_AUTHORITIES: keys.authorities.map(({ role, address }) => `${role}:${address}`).join(','),
  ...database.variables('registry_app'),
});

async function startServices(options: PartsOptions, foundations: Foundations): Promise<Omit<Parts, keyof Foundations>> {
  const { ports, onFault, directory, keys, startup } = options;
  const { bundles, database } = foundations;
  const publicUrl = `http://127.0.0.1:${ports.gateway}`;
  const values = {
    ...valuesOf(keys, publicUrl, foundations),
    PRODUCER_BUS_NAME: REGISTRY_BUS,
    AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${ports.bus}`,
  };
  const functions = createFunctionRuntime({ built: bundles.built, values, logDirectory: directory.logs, clock });
  startup.onStop(() => functions.close());
  const bus = await startup.part('EventBridge', `http://127.0.0.1:${ports.bus}`, () =>
    startEventBus({ port: ports.bus, databaseUrl: database.url('registry_owner'), functions, clock, onFault }),
  );
  startup.onStop(() => bus.close());
  foundations.onDatabaseBack(() => bus.recover());
  const rolling = (
    name: string,
    where: string,
    service: Omit<Parameters<typeof startRolling>[0], 'otherPort' | 'say'>,
  ) =>
    startup.part(name, where, async () => {
      const running = await startRolling({ ...service, otherPort: findFreePort, say: onFault });
      startup.onStop(() => running.stop());
      return running;
    });
  const container = await rolling('container service', `http://127.0.0.1:${ports.container} (behind the gateway)`, {
    name: 'The container service',
    folder: bundles.folderOf('api'),
    port: ports.container,
    start: (folder, port) => startContainer({ port, folder, values, directory }),
  });
  const workerValues = { ...values, ...database.variables('registry_worker') };
  const worker = await rolling('worker', `http://127.0.0.1:${ports.worker}/health`, {
    name: 'The worker',
    folder: bundles.folderOf('worker'),
    port: ports.worker,
    start: (folder, port) =>
      startWorker({ port, folder, values: workerValues, directory, bus: { url: bus.url, name: REGISTRY_BUS } }),
  });
  await startup.part('API gateway', publicUrl, () =>
    startPublicGateway(options, foundations.token, functions, container),
  );
  await startup.part('health', `${publicUrl}/health`, () => assertHealthy(publicUrl));
  return { functions, bus, container, worker, publicUrl };
}

async function startPublicGateway(
  { ports, plan, onFault, keys, startup }: PartsOptions,
  token: TokenServer,
  functions: FunctionRuntime,
  container: RollingService,
): Promise<void> {
  const gateway = await startGateway({
    port: ports.gateway,
    routes: Object.values(ROUTES).flatMap(placesOf),
    authorize: createAuthorizer({ issuer: token.issuer, jwksUrl: token.jwksUrl, clock }),
    throttle: createThrottle(plan ?? DEFAULT_PLAN, () => clock.now().getTime()),
    apiKeys: new Map([[keys.secrets.marketplace.apiKey, keys.secrets.marketplace.id]]),
    functions,
    containerUrl: () => `http://127.0.0.1:${container.port()}`,
    clock,
    stage: 'local',
    onFault,
  });
  startup.onStop(() => gateway.close());
}

async function assertHealthy(publicUrl: string): Promise<void> {
  const response = await fetch(`${publicUrl}/health`);
  const health: unknown = await response.json();
  const ok = typeof health === 'object' && health !== null && 'status' in health && health.status === 'ok';
  if (!ok) throw new Error(`The system has started and reports that it is not healthy: ${JSON.stringify(health)}`);
}
