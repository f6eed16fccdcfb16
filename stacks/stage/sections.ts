/**
 * The sections of a stage, each of which is checked separately. `stage.ts` composes them and makes the checks that
 * concern several sections.
 */
import * as z from 'zod';
import { isEnclaveInstance } from './enclave-instances.ts';
import { fargateCpus, fargateMemoryFor } from './fargate-sizes.ts';
import { checkNetwork } from './network-layout.ts';
import { isRegion, regionNames } from './regions.ts';
import type { Region } from './regions.ts';

/** A string that matches `pattern`. `cure` is the error message, which says what to give instead. */
export const text = (pattern: RegExp, cure: string) => z.string({ error: cure }).regex(pattern, { error: cure });

export const region = z.custom<Region>((value) => typeof value === 'string' && isRegion(value), {
  error: (issue) =>
    `"${String(issue.input)}" is not a tested region: choose one of ${regionNames.join(', ')}, or add it to stacks/stage/regions.ts`,
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
        message: `is below minTasks (${value.minTasks}): raise it, because autoscaling needs a range`,
      });
    }
  });

export const network = z
  .strictObject({
    availabilityZones: pair,
    vpcCidr: z.string(),
    publicCidrs: pair,
    privateCidrs: pair,
    databaseCidrs: pair,
    /**
     * `true` creates one NAT gateway per zone, which survives the loss of a zone. `false` creates one for both zones,
     * which is cheaper.
     */
    natPerZone: z.boolean(),
    /**
     * Interface endpoints for the AWS services that tasks call, paid by the hour. Without them the calls leave through
     * NAT.
     */
    interfaceEndpoints: z.boolean(),
    /**
     * Block of a self-hosted Solana validator, to which port 8899 is opened. `null` if there is none; public RPC uses
     * port 443.
     */
    solanaValidatorCidr: z.string().nullable(),
  })
  .superRefine(checkNetwork);

export const data = z.strictObject({
  instanceClass: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an RDS instance class looks like "db.t4g.micro"'),
  engineVersion: text(
    /^15(\.\d+)?$/,
    'migrations and the proxy are tested with PostgreSQL 15: give "15" or "15.<minor>"',
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
  /** Days between two rotations of the master password: 1 to 90. */
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

export const compute = z.strictObject({
  /** `spot` costs about a third and can be interrupted. It suits stages that nobody pays to use. */
  capacity: z.enum(['spot', 'on-demand']),
  api: service,
  worker: service,
});

export const functions = z.strictObject({
  /**
   * `canary` sends a tenth of the calls to a new version for five minutes and rolls back when an alarm rises.
   * `at-once` moves all calls.
   */
  release: z.enum(['at-once', 'canary']),
  /**
   * Concurrency that all functions with a database connection share. Each execution holds one connection of the proxy.
   */
  databaseConcurrency: z.int().min(1),
  /** Provisioned concurrency of each function that the contract calls latency-critical: 0 to 50. Paid by the hour. */
  warm: z.int().min(0).max(50),
});

export const events = z.strictObject({
  /** Days for which events can be replayed. */
  archiveDays: z.int().min(1),
  /** Days for which nobody can delete an object of the audit. Under COMPLIANCE not even the root user can. */
  auditDays: z.int().min(1),
  auditLock: z.enum(['GOVERNANCE', 'COMPLIANCE']),
});

export const domain = z.strictObject({
  zoneId: text(/^Z[A-Z0-9]{6,}$/, 'give the Route 53 hosted zone id, such as Z0123456789ABCDEFGHIJ'),
  /** Public host name of the API. */
  api: text(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'give a host name below the hosted zone'),
  /** Host name of the internal load balancer, which its certificate must cover. */
  origin: text(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'give a host name below the hosted zone'),
  certificateArn: z.union([z.literal('issue'), certificateArn], {
    error: certificateArn.safeParse(undefined).error?.issues[0]?.message ?? 'a certificate is missing',
  }),
});

export const enclave = z.strictObject({
  instanceType: z.string().refine(isEnclaveInstance, {
    error:
      'this instance type cannot host a Nitro Enclave: take a Nitro type with at least 4 vCPUs, such as m7g.xlarge or m6i.xlarge',
  }),
  /** PCR0 of the enclave image, the only measurement for which the key decrypts. */
  imageMeasurement: text(
    /^[0-9a-f]{96}$/,
    'give PCR0 of the enclave image: 96 hex digits, as `nitro-cli build-enclave` prints them',
  ),
  cpuCount: z.int().min(2),
  memoryMb: z.int().min(512),
  instances: z.int().min(0).max(10),
});

export const watch = z.strictObject({
  alertEmail: z.email({ error: 'give the mail address that alarms and budget alerts go to' }),
  logDays: z.literal([7, 14, 30, 60, 90, 180, 365, 400, 731]),
  monthlyBudgetUsd: z.int().min(1),
  fargateVcpuHoursBudget: z.int().min(1),
  /** Enables GuardDuty, AWS Config, Inspector and Security Hub, which are paid by volume. */
  threatDetection: z.boolean(),
});

export const delivery = z.strictObject({
  repository: text(/^[\w.-]+\/[\w.-]+$/, 'give the GitHub repository as owner/name'),
  /** Branch or environment whose workflow runs may assume the deploying role. */
  subject: z.union([
    text(/^ref:refs\/heads\/[\w./-]+$/, 'give "ref:refs/heads/<branch>" or "environment:<name>"'),
    text(/^environment:[\w-]+$/, 'give "ref:refs/heads/<branch>" or "environment:<name>"'),
  ]),
  /** `enforce` makes Lambda refuse unsigned code; `warn` only reports it. */
  codeSigning: z.enum(['warn', 'enforce']),
  /**
   * `true` creates a DynamoDB lock table, for tools that still require one. The state lock itself is an object beside
   * the state.
   */
  lockTable: z.boolean(),
});
