import type { Contract } from '@pos/contract/contract.ts';
import { environmentOf } from '@pos/contract/derive/environment.ts';
import { NEEDS } from '@pos/contract/needs.ts';
import type { Grant, Need, NeedDeclaration } from '@pos/contract/needs.ts';
import type { SecretName } from '@pos/contract/secrets.ts';
import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { eventBusName, tokenUrl } from '../stage/agreed-names.ts';
import type { DatabaseUser } from '../constructs/database/database-proxy.ts';
import { databaseName, postgresPort } from '../constructs/database/postgres-database.ts';
import type { Statement } from '../constructs/identity-and-keys/policy-document.ts';
import type { ServiceRole } from '../constructs/identity-and-keys/service-role.ts';
import type { StageStack } from '../constructs/stage-stack.ts';
import type { Stage } from '../stage/stage.ts';
import { StageError } from '../stage/variables.ts';

/** A function or container, as its needs see it. */
export type UnitOfCode = {
  readonly id: string;
  readonly needs: readonly Need[];
  readonly databaseUser: DatabaseUser;
  readonly databasePoolMax: number;
};

/** What the data stack hands over to those who need it. */
export type Data = {
  readonly proxy: { readonly endpoint: string; readonly connectAs: (user: DatabaseUser) => Statement };
  readonly secrets: Readonly<
    Record<SecretName, { readonly arn: string; readonly grantRead: (role: ServiceRole) => void }>
  >;
};

/** A value that only Terraform knows, and one that looks like it, for the contract to check. */
type Reference = { readonly value: string; readonly looksLike: string };

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:example-AbCdEf';

const declarationsOf = (needs: readonly Need[]): readonly NeedDeclaration[] => needs.map((need) => NEEDS[need]);

const secretsOf = (needs: readonly Need[]): readonly (readonly [string, SecretName])[] =>
  declarationsOf(needs).flatMap(({ secrets = {} }) => Object.entries(secrets));

/** Every variable of the contract that the cloud has a value for, by name. */
const known = (stage: Stage, data: Data, unit: UnitOfCode): Readonly<Record<string, string | Reference>> => ({
  ...stage.settings,
  STAGE: stage.name,
  PUBLIC_URL: `https://${stage.domain.api}`,
  TOKEN_URL: tokenUrl(stage),
  DATABASE_HOST: { value: data.proxy.endpoint, looksLike: 'proxy.example' },
  DATABASE_PORT: String(postgresPort),
  DATABASE_NAME: databaseName,
  DATABASE_USER: unit.databaseUser,
  DATABASE_AUTH: 'iam',
  DATABASE_TLS: 'verify',
  DATABASE_POOL_MAX: String(unit.databasePoolMax),
  EVENT_BUS_NAME: eventBusName(stage),
  SOLANA_NETWORK: stage.solana.cluster === 'devnet' ? SOLANA_DEVNET : SOLANA_MAINNET,
  // The program reads secrets itself: a variable, which everybody with read access to the console sees, tells only where.
  ...Object.fromEntries(
    secretsOf(unit.needs).map(([variable, name]) => [
      variable,
      { value: data.secrets[name].arn, looksLike: secretArn },
    ]),
  ),
});

/** The environment that the contract says a unit with these needs has, complete and no more, or a refusal that says what is missing. */
export function environmentFor(stage: Stage, data: Data, unit: UnitOfCode): Record<string, string> {
  const schema = environmentOf(unit.needs);
  const chosen = Object.entries(known(stage, data, unit)).filter(([name]) => name in schema.shape);
  const checked = schema.safeParse(
    Object.fromEntries(chosen.map(([name, of]) => [name, typeof of === 'string' ? of : of.looksLike])),
  );
  if (!checked.success) {
    const lines = checked.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new StageError(
      `${unit.id} would not start in stage ${stage.name}:\n${lines.join('\n')}\nThe contract asks for it: give the value under "settings" of stacks/stages/${stage.name}.ts, or in stacks/derive/environment-and-grants.ts where it follows from other resources; a secret is named in packages/contract/src/needs.ts.`,
    );
  }
  return Object.fromEntries(chosen.map(([name, of]) => [name, typeof of === 'string' ? of : of.value]));
}

/** The registry's event bus, and the sources of the contract's events. */
export type EventBusAccess = { readonly busArn: string; readonly sources: readonly string[] };

export const eventBusAccess = (stack: StageStack, contract: Contract): EventBusAccess => ({
  busArn: stack.arnOf('events', `event-bus/${eventBusName(stack.stage)}`),
  sources: [...new Set(Object.values(contract.events).map(({ source }) => source))].sort(),
});

/** Publishing under the registry's own sources alone: no other program of the account speaks for the registry. */
const putEvents = ({ busArn, sources }: EventBusAccess): Statement => ({
  actions: ['events:PutEvents'],
  resources: [busArn],
  conditions: { 'ForAllValues:StringEquals': { 'events:source': sources }, Null: { 'events:source': 'false' } },
});

/** Gives a role what the needs of its unit say, and nothing else. */
export function grantNeeds(role: ServiceRole, data: Data, unit: UnitOfCode, bus: EventBusAccess): void {
  const statements: Readonly<Record<Grant, () => Statement>> = {
    'database-connect': () => data.proxy.connectAs(unit.databaseUser),
    'events-put': () => putEvents(bus),
  };
  const grants = new Set(declarationsOf(unit.needs).flatMap(({ grants: each }) => each));
  for (const grant of grants) role.allow(statements[grant]());
  for (const name of new Set(secretsOf(unit.needs).map(([, secret]) => secret))) data.secrets[name].grantRead(role);
}

/** How a unit reaches what it needs: through which groups, and whether out into the Internet or to AWS alone. */
export type Reach = { readonly database: boolean; readonly internet: boolean; readonly secrets: boolean };

export function reachOf(needs: readonly Need[]): Reach {
  const reaches = declarationsOf(needs).flatMap((need) => need.reaches);
  return {
    database: reaches.includes('database'),
    internet: reaches.includes('internet'),
    secrets: secretsOf(needs).length > 0,
  };
}
