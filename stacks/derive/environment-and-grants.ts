import type { Contract } from '@pos/contract/contract.ts';
import { environmentOf } from '@pos/contract/derive/environment.ts';
import { EXTERNAL_SOURCE_PREFIX } from '@pos/contract/event.ts';
import { NEEDS } from '@pos/contract/needs.ts';
import type { Grant, Need, NeedDeclaration } from '@pos/contract/needs.ts';
import type { SecretName } from '@pos/contract/secrets.ts';
import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { eventBusName, tokenUrl } from '../stage/agreed-names.ts';
import type { Reach } from '../constructs/functions/function-groups.ts';
import type { DatabaseUser } from '../constructs/database/database-proxy.ts';
import { databaseName, postgresPort } from '../constructs/database/postgres-database.ts';
import type { Statement } from '../constructs/identity-and-keys/policy-document.ts';
import type { ServiceRole } from '../constructs/identity-and-keys/service-role.ts';
import type { StageStack } from '../constructs/stage-stack.ts';
import type { Stage } from '../stage/stage.ts';
import { StageError } from '../stage/variables.ts';

/** The properties of a function or container that determine its environment and grants. */
export type UnitOfCode = {
  /** Id of the route, consumer or service, for error messages. */
  readonly id: string;
  readonly needs: readonly Need[];
  /** User with which the unit signs in at the proxy. */
  readonly databaseUser: DatabaseUser;
  /** Largest number of database connections of one process. */
  readonly databasePoolMax: number;
};

/** Properties of the data stack that environments and grants refer to. */
export type Data = {
  readonly proxy: { readonly endpoint: string; readonly connectAs: (user: DatabaseUser) => Statement };
  readonly secrets: Readonly<
    Record<SecretName, { readonly arn: string; readonly grantRead: (role: ServiceRole) => void }>
  >;
};

/** A Terraform reference, and an example of its resolved value. The contract validates the example. */
type Reference = { readonly value: string; readonly looksLike: string };

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:example-AbCdEf';

const declarationsOf = (needs: readonly Need[]): readonly NeedDeclaration[] => needs.map((need) => NEEDS[need]);

const secretsOf = (needs: readonly Need[]): readonly (readonly [string, SecretName])[] =>
  declarationsOf(needs).flatMap(({ secrets = {} }) => Object.entries(secrets));

/**
 * Values for the variables of the contract, by name. A variable without an entry must come from `settings` of the
 * stage.
 */
const known = (stage: Stage, data: Data, unit: UnitOfCode): Readonly<Record<string, string | Reference>> => ({
  ...stage.settings,
  STAGE: stage.name,
  PUBLIC_URL: `https://${stage.domain.api}`,
  TOKEN_URL: tokenUrl(stage),
  ...(stage.commit === undefined ? {} : { BUILD_COMMIT: stage.commit }),
  DATABASE_HOST: { value: data.proxy.endpoint, looksLike: 'proxy.example' },
  DATABASE_PORT: String(postgresPort),
  DATABASE_NAME: databaseName,
  DATABASE_USER: unit.databaseUser,
  DATABASE_AUTH: 'iam',
  DATABASE_TLS: 'verify',
  DATABASE_POOL_MAX: String(unit.databasePoolMax),
  EVENT_BUS_NAME: eventBusName(stage),
  PRODUCER_BUS_NAME: eventBusName(stage),
  SOLANA_NETWORK: stage.solana.cluster === 'devnet' ? SOLANA_DEVNET : SOLANA_MAINNET,
  // The variable holds the ARN of the secret, because everybody with read access to the console sees variables. The
  // program reads the value from Secrets Manager.
  ...Object.fromEntries(
    secretsOf(unit.needs).map(([variable, name]) => [
      variable,
      { value: data.secrets[name].arn, looksLike: secretArn },
    ]),
  ),
});

/**
 * The environment of a unit. It contains exactly the variables that the contract declares for its needs. Throws a
 * `StageError` that names each missing or invalid variable.
 */
export function environmentFor(stage: Stage, data: Data, unit: UnitOfCode): Record<string, string> {
  const schema = environmentOf(unit.needs);
  const chosen = Object.entries(known(stage, data, unit)).filter(([name]) => name in schema.shape);
  const checked = schema.safeParse(
    Object.fromEntries(chosen.map(([name, of]) => [name, typeof of === 'string' ? of : of.looksLike])),
  );
  if (!checked.success) {
    const lines = checked.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new StageError(
      `${unit.id} would not start in stage ${stage.name}:\n${lines.join('\n')}\nThe contract requires the value: set it under "settings" in stacks/stages/${stage.name}.ts, or derive it in stacks/derive/environment-and-grants.ts where it follows from other resources. Secrets are declared in packages/contract/src/needs.ts.`,
    );
  }
  return Object.fromEntries(chosen.map(([name, of]) => [name, typeof of === 'string' ? of : of.value]));
}

/**
 * The data for a role's right to publish: the ARN of the event bus, and the sources of the events that the contract
 * declares.
 */
type EventBusAccess = { readonly busArn: string; readonly sources: readonly string[] };

/** The event bus of the stage and the event sources of the contract, for `grantNeeds`. */
export const eventBusAccess = (stack: StageStack, contract: Contract): EventBusAccess => ({
  busArn: stack.arnOf('events', `event-bus/${eventBusName(stack.stage)}`),
  sources: [...new Set(Object.values(contract.events).map(({ source }) => source))].sort(),
});

/** Permits events with the sources of the contract only. `ForAllValues` is also true without a source, hence `Null`. */
const putEvents = ({ busArn, sources }: EventBusAccess): Statement => ({
  actions: ['events:PutEvents'],
  resources: [busArn],
  conditions: { 'ForAllValues:StringEquals': { 'events:source': sources }, Null: { 'events:source': 'false' } },
});

/** Permits events of outside producers only, so that the role cannot publish events of the registry. */
const putProducerEvents = ({ busArn }: EventBusAccess): Statement => ({
  actions: ['events:PutEvents'],
  resources: [busArn],
  conditions: {
    'ForAllValues:StringLike': { 'events:source': [`${EXTERNAL_SOURCE_PREFIX}*`] },
    Null: { 'events:source': 'false' },
  },
});

/** Grants a role the rights that the needs of its unit declare, and no others. */
export function grantNeeds(role: ServiceRole, data: Data, unit: UnitOfCode, bus: EventBusAccess): void {
  const statements: Readonly<Record<Grant, () => Statement>> = {
    'database-connect': () => data.proxy.connectAs(unit.databaseUser),
    'events-put': () => putEvents(bus),
    'producer-events-put': () => putProducerEvents(bus),
  };
  const grants = new Set(declarationsOf(unit.needs).flatMap(({ grants: each }) => each));
  for (const grant of grants) role.allow(statements[grant]());
  for (const name of new Set(secretsOf(unit.needs).map(([, secret]) => secret))) data.secrets[name].grantRead(role);
}

/** The network destinations that the given needs require. */
export function reachOf(needs: readonly Need[]): Reach {
  const reaches = declarationsOf(needs).flatMap((need) => need.reaches);
  return {
    database: reaches.includes('database'),
    internet: reaches.includes('internet'),
    secrets: secretsOf(needs).length > 0,
  };
}
