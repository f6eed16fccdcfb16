import { Network } from '@pos/vocabulary/network.ts';
import * as z from 'zod';
import { ConfiguredTrustSeeds, EvidenceAuthorities } from './reputation/schemas/trust-settings.ts';
import type { SecretName } from './secrets.ts';

/** AWS permissions that a need implies; the cloud turns each into a statement on the one resource it is about. */
export type Grant = 'database-connect' | 'events-put';

/** What the function must be able to reach over the network. Secrets are reached without saying so. */
export type Destination = 'database' | 'internet';

export interface NeedDeclaration {
  readonly environment: z.ZodObject;
  /** Variables that tell where a secret is kept: the cloud fills in its ARN, and gives the right to read it. */
  readonly secrets?: Readonly<Record<string, SecretName>>;
  /** Former names of variables, by former name. They are read for one release; setting both names is refused. */
  readonly formerNames?: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  readonly reaches: readonly Destination[];
}

/** Where a secret is kept: AWS Secrets Manager by ARN, or a file, which only the local stage accepts. */
export const SecretLocation = z
  .string()
  .regex(/^(?:arn:aws[a-z-]*:secretsmanager:|file:)/, 'expected a Secrets Manager ARN or file:<path>');

/** An address that carries an access token where it is deployed, and is kept as a secret there; a plain one elsewhere. */
const SecretAddress = z.union([SecretLocation, z.url({ protocol: /^https?$/ })], {
  error: 'expected a Secrets Manager ARN, or an http(s) address without an access token in it',
});

/**
 * Everything a route or consumer can ask for. A name in `needs` gives the handler a parsed dependency, the function its
 * environment variables, its IAM grants and its security group rules, and gives nobody else any of them.
 */
export const NEEDS = {
  database: {
    environment: z.object({
      DATABASE_HOST: z.string().min(1),
      DATABASE_PORT: z.coerce.number().int().min(1).max(65_535).default(5432),
      DATABASE_NAME: z.string().min(1),
      DATABASE_USER: z.string().min(1),
      /** `iam` signs a short-lived token for RDS Proxy; `password` is for the local stage. */
      DATABASE_AUTH: z.enum(['iam', 'password']).default('iam'),
      DATABASE_PASSWORD: z.string().optional(),
      DATABASE_TLS: z.enum(['verify', 'off']).default('verify'),
      DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(1),
    }),
    grants: ['database-connect'],
    reaches: ['database'],
  },
  solana: {
    environment: z.object({
      SOLANA_RPC_URL: SecretAddress,
      SOLANA_NETWORK: Network,
    }),
    secrets: { SOLANA_RPC_URL: 'solana-rpc-url' },
    grants: [],
    reaches: ['internet'],
  },
  facilitatorKey: {
    environment: z.object({ FACILITATOR_KEY: SecretLocation }),
    secrets: { FACILITATOR_KEY: 'facilitator-key' },
    grants: [],
    reaches: [],
  },
  /** Signs work-history credentials. */
  credentialIssuerKey: {
    environment: z.object({ ISSUER_KEY: SecretLocation }),
    secrets: { ISSUER_KEY: 'credential-issuer-key' },
    grants: [],
    reaches: [],
  },
  /** Documents that callers name, such as the one of a did:web. */
  web: { environment: z.object({}), grants: [], reaches: ['internet'] },
  /** Where callers get access tokens, to tell them. */
  tokenUrl: { environment: z.object({ TOKEN_URL: z.url() }), grants: [], reaches: [] },
  /** How many listeners of the feed one process holds. */
  feedPlaces: {
    environment: z.object({ FEED_MOST_LISTENERS: z.coerce.number().int().min(1).max(100_000).default(1_000) }),
    grants: [],
    reaches: [],
  },
  /** Publishes the registry's own events. */
  eventBus: {
    environment: z.object({ EVENT_BUS_NAME: z.string().min(1) }),
    grants: ['events-put'],
    reaches: ['internet'],
  },
  /**
   * Shortest time between two anchors in milliseconds. By default three seconds on the local stage, where somebody
   * waits for a proof, and ten minutes where each anchor costs a fee.
   */
  anchorInterval: {
    environment: z.object({ ANCHOR_EVERY_MS: z.coerce.number().int().min(0).max(86_400_000).optional() }),
    grants: [],
    reaches: [],
  },
  /** Payers that trust starts from. */
  trustSeeds: {
    environment: z.object({
      REPUTATION_TRUST_SEEDS: z.string().default('').pipe(ConfiguredTrustSeeds),
      REPUTATION_ANCHORS: z.string().default('').pipe(ConfiguredTrustSeeds),
    }),
    formerNames: { REPUTATION_ANCHORS: 'REPUTATION_TRUST_SEEDS' },
    grants: [],
    reaches: [],
  },
  /** Keys whose signed attestations count as evidence. */
  authorities: {
    environment: z.object({ EVIDENCE_AUTHORITIES: z.string().default('').pipe(EvidenceAuthorities) }),
    grants: [],
    reaches: [],
  },
} as const satisfies Readonly<Record<string, NeedDeclaration>>;

export type Need = keyof typeof NEEDS;
