/**
 * A stage is one object: everything in which two deployments may differ. It is checked before any construct is made,
 * and each refusal names the setting and the cure.
 */
import { NEEDS } from '@pos/contract/needs.ts';
import type { NeedDeclaration } from '@pos/contract/needs.ts';
import * as z from 'zod';
import { api } from './api-settings.ts';
import { enclaveCpusOf, isEnclaveInstance } from './enclave-instances.ts';
import { fargateCpus, fargateMemoryFor } from './fargate-sizes.ts';
import { proxyConnections } from './proxy-connections.ts';
import { isRegion, regionNames } from './regions.ts';
import type { Region } from './regions.ts';
import { checkNetwork } from './network-layout.ts';

const text = (pattern: RegExp, cure: string) => z.string({ error: cure }).regex(pattern, { error: cure });

const region = z.custom<Region>((value) => typeof value === 'string' && isRegion(value), {
  error: (issue) =>
    `"${String(issue.input)}" is not a region this system is known to run in: choose one of ${regionNames.join(', ')}, or add it to stacks/stage/regions.ts`,
});

const digest = text(
  /^sha256:[0-9a-f]{64}$/,
  'images are deployed by digest, never by tag: give "sha256:" and 64 hex digits, as `aws ecr describe-images` prints them',
);

const certificateArn = text(
  /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
  'a certificate is missing: give the ARN of an issued ACM certificate of the stage\'s region that covers domain.api and domain.origin, or set certificateArn to "issue" to have one issued by DNS validation in domain.zoneId',
);

const pair = z.tuple([z.string(), z.string()]);

const service = z
  .strictObject({
    image: digest,
    cpu: z
      .number()
      .refine((cpu) => fargateCpus.includes(cpu), {
        error: `Fargate offers these CPU sizes: ${fargateCpus.join(', ')}`,
      })
      .default(256),
    memoryMb: z.number().default(512),
    minTasks: z.int().min(1),
    maxTasks: z.int().min(1).max(50),
  })
  .superRefine((value, context) => {
    const offered = fargateMemoryFor(value.cpu);
    if (offered.length > 0 && !offered.includes(value.memoryMb)) {
      context.addIssue({
        code: 'custom',
        path: ['memoryMb'],
        message: `Fargate offers ${offered.join(', ')} MiB with ${value.cpu} CPU units`,
      });
    }
    if (value.maxTasks < value.minTasks) {
      context.addIssue({
        code: 'custom',
        path: ['maxTasks'],
        message: `is below minTasks (${value.minTasks}): raise it, autoscaling needs room`,
      });
    }
  });

const network = z
  .strictObject({
    availabilityZones: pair,
    vpcCidr: z.string(),
    publicCidrs: pair,
    privateCidrs: pair,
    databaseCidrs: pair,
    /** One NAT gateway for both zones is cheap; one per zone survives the loss of a zone. */
    natPerZone: z.boolean(),
    /** Private endpoints for the AWS services the tasks call. Dear by the hour; without them calls leave through NAT. */
    interfaceEndpoints: z.boolean(),
    /** 8899 is the port of a Solana validator run by hand; public RPC is 443. Open it only for a stage that talks to one. */
    solanaValidatorCidr: z.string().nullable(),
  })
  .superRefine(checkNetwork);

const data = z.strictObject({
  instanceClass: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an RDS instance class looks like "db.t4g.micro"'),
  engineVersion: text(
    /^15(\.\d+)?$/,
    'PostgreSQL 15 is what migrations and the proxy are tested on: give "15" or "15.<minor>"',
  ),
  multiAz: z.boolean(),
  allocatedGb: z.int().min(20),
  maxAllocatedGb: z.int(),
  backupDays: z
    .int()
    .min(7, { error: 'keep at least 7 days of backups' })
    .max(35, { error: 'RDS keeps at most 35 days of automated backups' }),
  deletionProtection: z.boolean(),
  secretRecoveryDays: z
    .int()
    .min(7, { error: 'Secrets Manager recovers a deleted secret for 7 to 30 days; give at least 7' })
    .max(30),
  /** Days after which the master password is replaced. */
  rotationDays: z.int().min(1).max(90, { error: 'secrets rotate at least every 90 days' }),
  replica: z
    .strictObject({
      region,
      availabilityZones: pair,
      vpcCidr: z.string(),
      databaseCidrs: pair,
      instanceClass: z.string(),
    })
    .superRefine((value, context) => {
      const checked = { ...value, publicCidrs: [], privateCidrs: [], solanaValidatorCidr: null };
      checkNetwork(checked, context);
    })
    .nullable(),
});

const compute = z.strictObject({
  /** Spot is about a third of the price and can be interrupted: for stages nobody pays to use. */
  capacity: z.enum(['spot', 'on-demand']),
  api: service,
  worker: service,
});

const functions = z.strictObject({
  /** `canary` gives a new version a tenth of the calls for five minutes and takes it back when an alarm rises. */
  release: z.enum(['at-once', 'canary']),
  /** Executions at one time that functions with a database share: each holds a connection of the proxy. */
  databaseConcurrency: z.int().min(1),
  /** Environments kept ready for each function that the contract calls latency-critical. Paid by the hour. */
  warm: z.int().min(0).max(50),
});

const events = z.strictObject({
  /** How far back events can be replayed. */
  archiveDays: z.int().min(1),
  /** How long the audit of reputations cannot be deleted: not even by the account's root under COMPLIANCE. */
  auditDays: z.int().min(1),
  auditLock: z.enum(['GOVERNANCE', 'COMPLIANCE']),
});

const domain = z.strictObject({
  zoneId: text(/^Z[A-Z0-9]{6,}$/, 'give the Route 53 hosted zone id, such as Z0123456789ABCDEFGHIJ'),
  /** The public name of the API. */
  api: text(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'give a host name below the hosted zone'),
  /** The name the internal load balancer answers to; its certificate must cover it. */
  origin: text(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'give a host name below the hosted zone'),
  certificateArn: z.union([z.literal('issue'), certificateArn], {
    error: certificateArn.safeParse(undefined).error?.issues[0]?.message ?? 'a certificate is missing',
  }),
});

const enclave = z.strictObject({
  instanceType: z.string().refine(isEnclaveInstance, {
    error:
      'this instance type cannot host a Nitro Enclave: take a Nitro type with at least 4 vCPUs, such as m7g.xlarge or m6i.xlarge',
  }),
  /** PCR0 of the enclave image: the only measurement the key decrypts for. */
  imageMeasurement: text(
    /^[0-9a-f]{96}$/,
    'give PCR0 of the enclave image: 96 hex digits, as `nitro-cli build-enclave` prints them',
  ),
  cpuCount: z.int().min(2),
  memoryMb: z.int().min(512),
  instances: z.int().min(0).max(10),
});

const watch = z.strictObject({
  alertEmail: z.email({ error: 'give the mail address that alarms and budget alerts go to' }),
  logDays: z.literal([7, 14, 30, 60, 90, 180, 365, 400, 731]),
  monthlyBudgetUsd: z.int().min(1),
  fargateVcpuHoursBudget: z.int().min(1),
  /** Organisation-wide duties: GuardDuty, Config, Access Analyzer, Inspector and Security Hub are paid by volume. */
  threatDetection: z.boolean(),
});

const delivery = z.strictObject({
  repository: text(/^[\w.-]+\/[\w.-]+$/, 'give the GitHub repository as owner/name'),
  /** The branch or environment whose workflow runs may assume the deploying role. */
  subject: z.union([
    text(/^ref:refs\/heads\/[\w./-]+$/, 'give "ref:refs/heads/<branch>" or "environment:<name>"'),
    text(/^environment:[\w-]+$/, 'give "ref:refs/heads/<branch>" or "environment:<name>"'),
  ]),
  /** `enforce` refuses unsigned Lambda code, `warn` only reports it. */
  codeSigning: z.enum(['warn', 'enforce']),
  /** The state lock is an object beside the state; a DynamoDB table is for tools that still expect one. */
  lockTable: z.boolean(),
});

export const StageSettings = z
  .strictObject({
    name: text(/^[a-z][a-z0-9]{1,9}$/, 'a stage name is 2 to 10 lower-case letters and digits, starting with a letter'),
    account: text(/^\d{12}$/, 'an AWS account id has 12 digits'),
    region,
    /** Production keeps what it stores: protection against deletion, compliance locks, longer retention. */
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
    /** Variables of the contract in which stages differ and that are no secrets, such as REPUTATION_TRUST_SEEDS: whoever needs one gets it. */
    settings: z.record(z.string(), z.string()),
    /** AWS accounts that may put events on the bus, each for the named sources only. */
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
  /** No variable of the stage was set: placeholders fill in, and the provider refuses every real account. */
  readonly rehearsal: boolean;
};

const declarations: readonly NeedDeclaration[] = Object.values(NEEDS);
const secretVariables = declarations.flatMap(({ secrets = {} }) => Object.keys(secrets));
const formerNames = declarations.flatMap(({ formerNames: each = {} }) => Object.entries(each));
const plainVariables = declarations
  .flatMap(({ environment }) => Object.keys(environment.shape))
  .filter((name) => !secretVariables.includes(name));

function checkWhole(stage: z.output<typeof StageSettings>, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (/aws|amazon|cognito/.test(stage.name))
    refuse(
      ['name'],
      'Cognito refuses "aws", "amazon" and "cognito" in the address where tokens are given, which has the stage\'s name in it: choose another',
    );
  for (const zone of stage.network.availabilityZones) {
    if (!zone.startsWith(stage.region))
      refuse(
        ['network', 'availabilityZones'],
        `"${zone}" is not in ${stage.region}: name two zones such as ${stage.region}a and ${stage.region}b`,
      );
  }
  if (stage.data.maxAllocatedGb < stage.data.allocatedGb)
    refuse(['data', 'maxAllocatedGb'], `is below allocatedGb (${stage.data.allocatedGb}): storage can only grow`);
  if (stage.domain.api === stage.domain.origin)
    refuse(
      ['domain', 'origin'],
      `is the public name of the API, ${stage.domain.api}: the load balancer inside the network needs a name of its own`,
    );
  for (const zone of stage.data.replica?.availabilityZones ?? []) {
    if (!zone.startsWith(stage.data.replica?.region ?? ''))
      refuse(
        ['data', 'replica', 'availabilityZones'],
        `"${zone}" is not in ${stage.data.replica?.region}: name two zones of the replica's region`,
      );
  }
  if (
    stage.enclave &&
    isEnclaveInstance(stage.enclave.instanceType) &&
    stage.enclave.cpuCount > enclaveCpusOf(stage.enclave.instanceType)
  ) {
    refuse(
      ['enclave', 'cpuCount'],
      `an enclave on ${stage.enclave.instanceType} may have ${enclaveCpusOf(stage.enclave.instanceType)} vCPUs at most: the parent keeps a core`,
    );
  }
  if (stage.data.replica?.region === stage.region)
    refuse(['data', 'replica', 'region'], 'a replica for the loss of a region must be in another region');
  for (const name of Object.keys(stage.settings)) {
    if (secretVariables.includes(name))
      refuse(
        ['settings', name],
        'tells where a secret is kept, which follows from its name: put its value into Secrets Manager',
      );
    else if (!plainVariables.includes(name))
      refuse(['settings', name], `is no variable of the contract's needs: choose from ${plainVariables.join(', ')}`);
  }
  for (const [former, present] of formerNames) {
    if (stage.settings[former] !== undefined && stage.settings[present] !== undefined)
      refuse(['settings', former], `is the former name of ${present}, which is set too: move its value there`);
  }
  const connections = proxyConnections(stage.data.instanceClass);
  if (stage.functions.databaseConcurrency > connections) {
    refuse(
      ['functions', 'databaseConcurrency'],
      `the proxy has about ${connections} connections to a ${stage.data.instanceClass}: lower it, or take a larger instance class`,
    );
  }
  const arn = stage.domain.certificateArn;
  if (arn !== 'issue' && arn.split(':')[3] !== stage.region)
    refuse(
      ['domain', 'certificateArn'],
      `the certificate is in ${arn.split(':')[3]}: a load balancer takes one of its own region, ${stage.region}`,
    );
  if (!stage.production) return;
  if (!stage.data.deletionProtection)
    refuse(['data', 'deletionProtection'], 'a production stage protects its database: set it to true');
  if (!stage.data.multiAz)
    refuse(['data', 'multiAz'], 'a production stage survives the loss of a zone: set it to true');
  if (stage.data.replica === null)
    refuse(['data', 'replica'], 'a production stage survives the loss of a region: name a replica');
  if (!stage.network.natPerZone)
    refuse(['network', 'natPerZone'], 'a production stage survives the loss of a zone: set it to true');
  if (stage.functions.release !== 'canary')
    refuse(['functions', 'release'], 'a production stage tries new code on a part of its calls: set it to "canary"');
  if (stage.events.auditLock !== 'COMPLIANCE')
    refuse(['events', 'auditLock'], 'a production stage keeps its audit from everybody: set it to "COMPLIANCE"');
  if (stage.watch.logDays < 365)
    refuse(['watch', 'logDays'], 'a production stage keeps logs for a year: give at least 365');
}
