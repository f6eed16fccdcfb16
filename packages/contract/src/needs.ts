import { Network } from '@pos/vocabulary/network.ts';
import * as z from 'zod';
import { ConfiguredTrustSeeds, EvidenceAuthorities } from './reputation/schemas/trust-settings.ts';
import type { SecretName } from './secrets.ts';

/** AWS permissions that a need implies. The stacks turn each into an IAM statement on a single resource. */
export type Grant = 'database-connect' | 'events-put' | 'producer-events-put';

/** Network destinations of a function. Access to Secrets Manager follows from `secrets` and is not listed. */
export type Destination = 'database' | 'internet';

export interface NeedDeclaration {
  readonly environment: z.ZodObject;
  /** Variables that contain a secret's location. The stacks set each to the secret's ARN and grant read access. */
  readonly secrets?: Readonly<Record<string, SecretName>>;
  /**
   * Present names of renamed variables, by former name. The former name is read for one release. Setting both names is
   * an error.
   */
  readonly formerNames?: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  readonly reaches: readonly Destination[];
}

/** Location of a secret: an ARN of AWS Secrets Manager, or a file, which only the local stage accepts. */
export const SecretLocation = z
  .string()
  .regex(/^(?:arn:aws[a-z-]*:secretsmanager:|file:)/, 'expected a Secrets Manager ARN or file:<path>');

/**
 * An address that contains an access token on deployed stages and is stored there as a secret. On the local stage it is
 * a plain URL.
 */
const SecretAddress = z.union([SecretLocation, z.url({ protocol: /^https?$/ })], {
  error: 'expected a Secrets Manager ARN, or an http(s) address without an access token in it',
});

/**
 * Every need that a route, consumer or task can declare. A declared need gives the handler its dependency, and gives
 * the function the environment variables, IAM grants and security group rules of that need. A function gets none for
 * needs that it does not declare.
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
  /** Fetches documents from URLs that callers choose, such as a did:web document. */
  web: { environment: z.object({}), grants: [], reaches: ['internet'] },
  /** URL of the token endpoint, which the documentation shows to callers. */
  tokenUrl: { environment: z.object({ TOKEN_URL: z.url() }), grants: [], reaches: [] },
  /** What the deployment knows about its build. */
  build: {
    environment: z.object({
      BUILD_COMMIT: z
        .string()
        .regex(/^[0-9a-f]{40}$/, 'expected the 40 hexadecimal digits of a Git commit')
        .optional(),
    }),
    grants: [],
    reaches: [],
  },
  /** Maximum number of feed listeners of one process. */
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
  /** Publishes events of outside producers, and cannot publish events of the registry itself. */
  producerBus: {
    environment: z.object({
      PRODUCER_BUS_NAME: z.string().min(1),
      /** Address of the bus on the local stage. The AWS SDK reads it. */
      AWS_ENDPOINT_URL_EVENTBRIDGE: z.url().optional(),
    }),
    grants: ['producer-events-put'],
    reaches: ['internet'],
  },
  /**
   * Shortest time between two anchors in milliseconds. The default is three seconds on the local stage, where a
   * developer waits for a proof, and ten minutes on deployed stages, where each anchor costs a fee.
   */
  anchorInterval: {
    environment: z.object({ ANCHOR_EVERY_MS: z.coerce.number().int().min(0).max(86_400_000).optional() }),
    grants: [],
    reaches: [],
  },
  /** Trust seeds: the payers from which trust starts. */
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
