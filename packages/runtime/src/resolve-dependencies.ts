import { randomBytes } from 'node:crypto';
import type { Need } from '@pos/contract/needs.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import type { DependenciesOf, NeedTypes, Surroundings } from './dependencies.ts';
import { parseEnvironment, type Environment } from './environment.ts';
import type { Log } from './log.ts';

type Builders = { readonly [N in Need]: () => Promise<(environment: Environment) => Promise<NeedTypes[N]>> };

/**
 * Builders by need. A builder is imported only if its need is declared, so a function without a database loads no
 * driver.
 */
const BUILDERS: Builders = {
  database: async () => (await import('./needs/database.ts')).buildDatabase,
  solana: async () => (await import('./needs/solana.ts')).buildSolana,
  facilitatorKey: async () => (await import('./needs/facilitator-key.ts')).buildFacilitatorKey,
  credentialIssuerKey: async () => (await import('./needs/credential-issuer-key.ts')).buildCredentialIssuerKey,
  web: async () => (await import('./needs/web.ts')).buildWeb,
  tokenUrl: async () => (await import('./needs/token-url.ts')).buildTokenUrl,
  build: async () => (await import('./needs/build.ts')).buildBuild,
  feedPlaces: async () => (await import('./needs/feed-places.ts')).buildFeedPlaces,
  eventBus: async () => (await import('./needs/event-bus.ts')).buildEventBus,
  producerBus: async () => (await import('./needs/producer-bus.ts')).buildProducerBus,
  anchorInterval: async () => (await import('./needs/anchor-interval.ts')).buildAnchorInterval,
  trustSeeds: async () => (await import('./needs/trust-settings.ts')).buildTrustSeeds,
  authorities: async () => (await import('./needs/trust-settings.ts')).buildAuthorities,
};

export interface ResolveOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

/** Builds the declared needs from the environment in parallel, and adds the surroundings. */
export async function resolveDependencies<D extends { readonly needs: readonly Need[] }>(
  declaration: D,
  { variables, log }: ResolveOptions,
): Promise<DependenciesOf<D>> {
  const environment = parseEnvironment(declaration.needs, variables);
  const clock = { now: () => new Date() };
  const surroundings: Surroundings = {
    clock,
    log,
    newId: () => uuidV7(clock.now(), randomBytes(10)),
    stage: environment.STAGE,
    publicUrl: environment.PUBLIC_URL,
  };
  const built = await Promise.all(
    declaration.needs.map(async (need) => [need, await (await BUILDERS[need]())(environment)] as const),
  );
  return Object.assign(surroundings, Object.fromEntries(built)) as DependenciesOf<D>;
}
