import type { BaseEnvironment } from '@pos/contract/derive/environment.ts';
import type { Need } from '@pos/contract/needs.ts';
import type { ConfiguredTrustSeed, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { CredentialIssuerKey } from '@pos/credentials/credential-issuer-key.ts';
import type { Database } from '@pos/database/database.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Log } from './log.ts';
import type { EventBus } from './needs/event-bus.ts';
import type { ProducerBus } from './needs/producer-bus.ts';
import type { WebFetcher } from './needs/web.ts';

/** The dependency that each name in `needs` gives a handler. */
export interface NeedTypes {
  readonly database: Database;
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
  readonly credentialIssuerKey: CredentialIssuerKey;
  readonly web: WebFetcher;
  readonly tokenUrl: string;
  readonly build: { readonly commit: string | undefined };
  readonly feedPlaces: number;
  readonly eventBus: EventBus;
  readonly producerBus: ProducerBus;
  /** Shortest time between two anchors. */
  readonly anchorInterval: { readonly ms: number };
  readonly trustSeeds: readonly ConfiguredTrustSeed[];
  readonly authorities: readonly EvidenceAuthority[];
}

/** Dependencies that every handler gets without declaring them. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** A new UUID of version 7, which sorts by time. */
  readonly newId: () => string;
  readonly stage: BaseEnvironment['STAGE'];
  readonly publicUrl: BaseEnvironment['PUBLIC_URL'];
}

/** The dependencies of a route, consumer or task: exactly its declared needs and the surroundings. */
export type DependenciesOf<D extends { readonly needs: readonly Need[] }> = Surroundings &
  Pick<NeedTypes, D['needs'][number]>;
