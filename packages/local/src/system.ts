import { join } from 'node:path';
import { ROUTES } from '@pos/contract/routes.ts';
import { AUTHORITY_ROLES } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { buildAll } from '@pos/functions/build/build-all.ts';
import { placeBundles } from '@pos/functions/build/place.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { startEventBus } from './bus/event-bus.ts';
import { REGISTRY_BUS } from './bus/rules.ts';
import { createFunctionRuntime } from './function-runtime/runtime.ts';
import { createAuthorizer } from './gateway/authorizer.ts';
import { startGateway } from './gateway/gateway.ts';
import { createThrottle, DEFAULT_PLAN, type UsagePlan } from './gateway/usage-plan.ts';
import { assertPortsFree } from './free-ports.ts';
import type { Ports } from './ports.ts';
import { startChain } from './processes/start-chain.ts';
import { startContainer, startWorker } from './processes/start-services.ts';
import { supervise, type RunningPart, type Supervised } from './processes/supervise.ts';
import { startDatabase } from './start-database.ts';
import { writeEndpoints, type Endpoints } from './state/endpoints.ts';
import { ensureIssuerKey } from './state/issuer-key.ts';
import { loadSecrets } from './state/secrets.ts';
import { loadSolanaKey } from './state/solana-key.ts';
import { takeStateDirectory, type StateDirectory } from './state/state-directory.ts';
import { startTokenServer } from './token/token-server.ts';

export interface SystemOptions {
  readonly ports: Ports;
  /** Where everything is kept. */
  readonly directory: string;
  readonly fresh?: boolean;
  /** One line for each part that is up, with what it took. */
  readonly onPart: (part: string, where: string, tookMs: number) => void;
  /** Faults of a running part, for a person to read. */
  readonly onFault: (message: string) => void;
  readonly plan?: UsagePlan;
}

export interface System {
  readonly endpoints: Endpoints;
  /** True where the run before this one did not end by itself. */
  readonly formerRunCrashed: boolean;
  readonly directory: StateDirectory;
  /** Ids of the processes that are running now, for whoever wants to see one die and come back. */
  processes(): Readonly<Record<PartProcess, number>>;
  /** Stops everything in reverse order. */
  close(): Promise<void>;
}

export type PartProcess = 'database' | 'chain' | 'container' | 'worker';

export const DEMO_WALLETS = ['client', 'agent-1', 'agent-2', 'agent-3', 'business'] as const;

/** The wallet that the local stage vouches for, since long enough to be trusted fully from the first epoch on. */
const TRUST_SEED = { wallet: 'business', since: '2025-01-01' } as const;

/** Keys whose signed statements the local stage takes as evidence, each in a file of its own. */
const AUTHORITIES = AUTHORITY_ROLES.map((role) => ({ role, fileName: `authority-${role}.json` }));

const FUNDS = {
  facilitator: { lamports: '100000000000', usdcAtomic: '0' },
  wallet: { lamports: '10000000000', usdcAtomic: '1000000000' },
} as const;

const clock: Clock = { now: () => new Date() };

/**
 * Brings the whole registry up on one machine, part by part, each as it is deployed: real PostgreSQL, the built bundles
 * behind a gateway, a durable bus, the container service and the worker in processes of their own, a Solana VM.
 * Whatever was started is stopped again when a later part does not start.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const directory = takeStateDirectory(options.directory, { fresh: options.fresh === true });
  const stops: (() => Promise<void> | void)[] = [() => directory.release()];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        options.onFault(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  try {
    await assertPortsFree(options.ports);
    const { endpoints, processes } = await startParts(options, directory, (stop) => void stops.push(stop));
    return { endpoints, processes, formerRunCrashed: directory.formerRunCrashed, directory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  options: SystemOptions,
  directory: StateDirectory,
  onStop: (stop: () => Promise<void> | void) => void,
): Promise<Pick<System, 'endpoints' | 'processes'>> {
  const { ports, onFault } = options;
  const timed = async <Value>(part: string, where: string, start: () => Promise<Value>): Promise<Value> => {
    const began = performance.now();
    const value = await start();
    options.onPart(part, where, performance.now() - began);
    return value;
  };
  /** A part with a process of its own, which comes back when it dies. */
  const kept = <Part extends RunningPart>(
    part: string,
    where: string,
    name: string,
    start: () => Promise<Part>,
  ): Promise<Supervised<Part>> =>
    timed(part, where, async () => {
      const supervised = await supervise({ name, start, say: onFault });
      onStop(() => supervised.stop());
      return supervised;
    });
  const secrets = loadSecrets(directory.secretsFile);
  const facilitatorFile = join(directory.keys, 'facilitator.json');
  const facilitator = loadSolanaKey(facilitatorFile);
  const issuerFile = join(directory.keys, 'credential-issuer.json');
  await ensureIssuerKey(issuerFile);
  const wallets = DEMO_WALLETS.map((name) => ({ name, ...loadSolanaKey(join(directory.keys, `wallet-${name}.json`)) }));
  const authorities = AUTHORITIES.map(({ role, fileName }) => {
    const keyFile = join(directory.keys, fileName);
    return { role, keyFile, address: loadSolanaKey(keyFile).address };
  });

  const whenBack: (() => void)[] = [];
  const built = await timed('bundles', 'packages/functions/dist', async () =>
    placeBundles(await buildAll(), directory.bundles),
  );
  const database = await timed('PostgreSQL 15', `127.0.0.1:${ports.database}`, () =>
    startDatabase({
      port: ports.database,
      dataDir: directory.database,
      passwords: secrets.databasePasswords,
      onFault,
      onBack: () => whenBack.forEach((tell) => tell()),
    }),
  );
  onStop(() => database.stop());
  const chainPart = await kept('Solana RPC', `http://127.0.0.1:${ports.solana}`, 'The Solana chain', () =>
    startChain({
      port: ports.solana,
      directory,
      wallets: [
        { address: facilitator.address, ...FUNDS.facilitator },
        ...wallets.map(({ address }) => ({ address, ...FUNDS.wallet })),
      ],
    }),
  );
  const chain = chainPart.current();
  const client = { ...secrets.client, scopes: Object.keys(SCOPES) as Scope[] };
  const token = await timed('token endpoint', `http://127.0.0.1:${ports.token}/oauth2/token`, () =>
    startTokenServer({
      port: ports.token,
      keyFile: join(directory.keys, 'token-signing-key.json'),
      clients: [client],
      clock,
    }),
  );
  onStop(() => token.close());

  const publicUrl = `http://127.0.0.1:${ports.gateway}`;
  const values = {
    STAGE: 'local',
    PUBLIC_URL: publicUrl,
    LOG_LEVEL: 'INFO',
    TOKEN_URL: token.tokenUrl,
    SOLANA_RPC_URL: chain.rpcUrl,
    SOLANA_NETWORK: SOLANA_DEVNET,
    FACILITATOR_KEY: `file:${facilitatorFile}`,
    ISSUER_KEY: `file:${issuerFile}`,
    REPUTATION_TRUST_SEEDS: wallets
      .flatMap(({ name, address }) => (name === TRUST_SEED.wallet ? [`${address}@${TRUST_SEED.since}`] : []))
      .join(','),
    EVIDENCE_AUTHORITIES: authorities.map(({ role, address }) => `${role}:${address}`).join(','),
    ...database.variables('registry_app'),
  };
  const functions = createFunctionRuntime({ built, values, logDirectory: directory.logs, clock });
  onStop(() => functions.close());
  const bus = await timed('EventBridge', `http://127.0.0.1:${ports.bus}`, () =>
    startEventBus({ port: ports.bus, databaseUrl: database.url('registry_owner'), functions, clock, onFault }),
  );
  onStop(() => bus.close());
  whenBack.push(() => bus.recover());
  const container = await kept(
    'container service',
    `http://127.0.0.1:${ports.container} (behind the gateway)`,
    'The container service',
    () => startContainer({ port: ports.container, built, values, directory }),
  );
  const worker = await kept('worker', `http://127.0.0.1:${ports.worker}/health`, 'The worker', () =>
    startWorker({
      port: ports.worker,
      built,
      values: { ...values, ...database.variables('registry_worker') },
      directory,
      bus: { url: bus.url, name: REGISTRY_BUS },
    }),
  );
  const gateway = await timed('API gateway', publicUrl, async () => {
    const server = await startGateway({
      port: ports.gateway,
      routes: Object.values(ROUTES),
      authorize: createAuthorizer({ issuer: token.issuer, jwksUrl: token.jwksUrl, clock }),
      throttle: createThrottle(options.plan ?? DEFAULT_PLAN, () => clock.now().getTime()),
      functions,
      containerUrl: `http://127.0.0.1:${ports.container}`,
      clock,
      stage: 'local',
      onFault,
    });
    return server;
  });
  onStop(() => gateway.close());
  await timed('health', `${publicUrl}/health`, () => healthy(publicUrl));

  const endpoints: Endpoints = {
    apiUrl: publicUrl,
    facilitatorUrl: `${publicUrl}/x402`,
    token: {
      url: token.tokenUrl,
      issuer: token.issuer,
      jwksUrl: token.jwksUrl,
      clientId: client.id,
      clientSecret: client.secret,
      scopes: [...client.scopes],
    },
    eventBridge: { url: bus.url, busName: REGISTRY_BUS, region: 'us-east-1' },
    solana: {
      rpcUrl: chain.rpcUrl,
      wsUrl: chain.wsUrl,
      network: SOLANA_DEVNET,
      usdcMint: solanaAddress(chain.usdcMint),
      facilitator: facilitator.address,
    },
    database: { url: database.url('registry_owner'), appUrl: database.url('registry_app') },
    wallets: wallets.map(({ name, address, bytes }) => ({ name, address, secretKey: encodeBase58(bytes) })),
    authorities,
    processId: process.pid,
  };
  writeEndpoints(directory.endpointsFile, endpoints);
  const processes = () => ({
    database: database.processId(),
    chain: chainPart.current().processId,
    container: container.current().processId,
    worker: worker.current().processId,
  });
  return { endpoints, processes };
}

async function healthy(publicUrl: string): Promise<void> {
  const response = await fetch(`${publicUrl}/health`);
  const health: unknown = await response.json();
  const ok = typeof health === 'object' && health !== null && 'status' in health && health.status === 'ok';
  if (!ok) throw new Error(`The system came up ill: ${JSON.stringify(health)}`);
}
