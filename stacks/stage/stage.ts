/**
 * The settings of a stage, which are all differences that two deployments may have. They are checked before any
 * construct is created, and each refusal names the setting and the cure.
 */
import { NEEDS } from '@pos/contract/needs.ts';
import type { NeedDeclaration } from '@pos/contract/needs.ts';
import * as z from 'zod';
import { api } from './api-settings.ts';
import { enclaveCpusOf, isEnclaveInstance } from './enclave-instances.ts';
import { proxyConnections } from './proxy-connections.ts';
import {
  compute,
  data,
  delivery,
  domain,
  enclave,
  events,
  functions,
  network,
  region,
  text,
  watch,
} from './sections.ts';

export const StageSettings = z
  .strictObject({
    name: text(/^[a-z][a-z0-9]{1,9}$/, 'a stage name is 2 to 10 lower-case letters and digits, starting with a letter'),
    account: text(/^\d{12}$/, 'an AWS account id has 12 digits'),
    region,
    /** Production requires protection against deletion, compliance locks, two zones, a replica and longer retention. */
    production: z.boolean(),
    network,
    data,
    compute,
    functions,
    events,
    domain,
    api,
    enclave: enclave.nullable(),
    watch,
    delivery,
    /**
     * Variables of the contract that differ between stages and are not secrets, such as REPUTATION_TRUST_SEEDS. A
     * function or container gets only the variables that its needs declare.
     */
    settings: z.record(z.string(), z.string()),
    /** AWS accounts that may put events on the bus, each with the listed sources and types only. */
    producers: z.array(
      z.strictObject({
        account: text(/^\d{12}$/, 'an AWS account id has 12 digits'),
        sources: z.array(z.string()).min(1),
        detailTypes: z.array(z.string()).min(1),
      }),
    ),
    solana: z.strictObject({
      cluster: z.enum(['devnet', 'mainnet-beta']),
      programId: text(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, 'a Solana program id is 32 to 44 base58 characters'),
    }),
  })
  .superRefine(checkWhole);

export type StageSettingsInput = z.input<typeof StageSettings>;
export type Stage = Readonly<z.output<typeof StageSettings>> & {
  /**
   * True if no `POS_<STAGE>_*` variable is set. Placeholders are used instead, and the provider refuses every real
   * account.
   */
  readonly rehearsal: boolean;
  /** Git commit that is deployed. Undefined in a rehearsal, and outside GitHub Actions. */
  readonly commit?: string | undefined;
};

const declarations: readonly NeedDeclaration[] = Object.values(NEEDS);
const secretVariables = declarations.flatMap(({ secrets = {} }) => Object.keys(secrets));
const formerNames = declarations.flatMap(({ formerNames: each = {} }) => Object.entries(each));
const plainVariables = declarations
  .flatMap(({ environment }) => Object.keys(environment.shape))
  .filter((name) => !secretVariables.includes(name));

type Settings = z.output<typeof StageSettings>;
type Refuse = (path: readonly string[], message: string) => void;

function checkWhole(stage: Settings, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
  if (/aws|amazon|cognito/.test(stage.name))
    refuse(
      ['name'],
      'Cognito refuses "aws", "amazon" and "cognito" in its domain, which contains the name of the stage: choose another name',
    );
  checkZones(stage, refuse);
  checkDomain(stage, refuse);
  checkSizes(stage, refuse);
  checkVariables(stage, refuse);
  if (stage.production) checkProduction(stage, refuse);
}

/** Checks that availability zones belong to the stage's region, and that a replica is in another region. */
function checkZones(
  { region: own, network: { availabilityZones }, data: { replica } }: Settings,
  refuse: Refuse,
): void {
  for (const zone of availabilityZones) {
    if (!zone.startsWith(own))
      refuse(
        ['network', 'availabilityZones'],
        `"${zone}" is not in ${own}: name two zones such as ${own}a and ${own}b`,
      );
  }
  if (replica === null) return;
  for (const zone of replica.availabilityZones) {
    if (!zone.startsWith(replica.region))
      refuse(
        ['data', 'replica', 'availabilityZones'],
        `"${zone}" is not in ${replica.region}: name two zones of the replica's region`,
      );
  }
  if (replica.region === own)
    refuse(['data', 'replica', 'region'], 'a replica for the loss of a region must be in another region');
}

function checkDomain({ domain: { api: host, origin, certificateArn }, region: own }: Settings, refuse: Refuse): void {
  if (host === origin)
    refuse(
      ['domain', 'origin'],
      `is the public name of the API, ${host}: the load balancer inside the network needs a name of its own`,
    );
  const certificateRegion = certificateArn.split(':')[3];
  if (certificateArn !== 'issue' && certificateRegion !== own)
    refuse(
      ['domain', 'certificateArn'],
      `the certificate is in ${certificateRegion}: a load balancer takes one of its own region, ${own}`,
    );
}

/** Checks sizes that limit one another: storage, CPUs of an enclave, concurrency and connections of the proxy. */
function checkSizes(
  { data: database, enclave: host, functions: { databaseConcurrency } }: Settings,
  refuse: Refuse,
): void {
  if (database.maxAllocatedGb < database.allocatedGb)
    refuse(['data', 'maxAllocatedGb'], `is below allocatedGb (${database.allocatedGb}): storage can only grow`);
  if (host && isEnclaveInstance(host.instanceType) && host.cpuCount > enclaveCpusOf(host.instanceType))
    refuse(
      ['enclave', 'cpuCount'],
      `an enclave on ${host.instanceType} may have ${enclaveCpusOf(host.instanceType)} vCPUs at most: the parent keeps a core`,
    );
  const connections = proxyConnections(database.instanceClass);
  if (databaseConcurrency > connections)
    refuse(
      ['functions', 'databaseConcurrency'],
      `the proxy has about ${connections} connections to a ${database.instanceClass}: lower it, or take a larger instance class`,
    );
}

function checkVariables({ settings }: Settings, refuse: Refuse): void {
  for (const name of Object.keys(settings)) {
    if (secretVariables.includes(name))
      refuse(
        ['settings', name],
        'holds the ARN of a secret, which follows from the name of the secret: put the value into Secrets Manager',
      );
    else if (!plainVariables.includes(name))
      refuse(
        ['settings', name],
        `is not a variable that a need of the contract declares: choose from ${plainVariables.join(', ')}`,
      );
  }
  for (const [former, present] of formerNames) {
    if (settings[former] !== undefined && settings[present] !== undefined)
      refuse(['settings', former], `is the former name of ${present}, which is set too: move its value there`);
  }
}

function checkProduction(stage: Settings, refuse: Refuse): void {
  if (!stage.data.deletionProtection)
    refuse(['data', 'deletionProtection'], 'a production stage protects its database: set it to true');
  if (!stage.data.multiAz)
    refuse(['data', 'multiAz'], 'a production stage survives the loss of a zone: set it to true');
  if (stage.data.replica === null)
    refuse(['data', 'replica'], 'a production stage survives the loss of a region: name a replica');
  if (!stage.network.natPerZone)
    refuse(['network', 'natPerZone'], 'a production stage survives the loss of a zone: set it to true');
  if (stage.functions.release !== 'canary')
    refuse(
      ['functions', 'release'],
      'a production stage releases new code to a part of its calls first: set it to "canary"',
    );
  if (stage.events.auditLock !== 'COMPLIANCE')
    refuse(['events', 'auditLock'], 'nobody may delete the audit of a production stage: set it to "COMPLIANCE"');
  if (stage.watch.logDays < 365)
    refuse(['watch', 'logDays'], 'a production stage keeps logs for a year: give at least 365');
}
