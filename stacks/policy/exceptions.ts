/**
 * An accepted finding, with its reason. It matches by rule, by stack without its stage, and by the beginning of the
 * logical name of the resource; `only` limits it to one kind of stage. An exception that matches no finding fails the
 * check, so obsolete ones are removed.
 */
export type PolicyException = {
  readonly rule: string;
  readonly stacks: readonly string[];
  /** Beginning of the logical name of the resource, such as `database_instance`. Default: every resource. */
  readonly resource?: string;
  /** Kind of stage. Default: both. A new stage needs no entry of its own. */
  readonly only?: 'development' | 'production';
  readonly reason: string;
};

/** True for a rule of Checkov. The other rules are those of rules.ts. */
export const isCheckovs = ({ rule }: Pick<PolicyException, 'rule'>): boolean => rule.startsWith('CKV');

export const exceptions: readonly PolicyException[] = [
  {
    rule: 'CKV2_AWS_3',
    stacks: ['security'],
    reason:
      'The rule requires an organisation to enable GuardDuty. Here every stage has an account of its own and enables GuardDuty itself.',
  },
  {
    rule: 'CKV2_AWS_5',
    stacks: ['data', 'maintenance'],
    reason:
      'The groups are attached to the proxy, the rotation function and tasks started by hand, in ways that the rule does not follow.',
  },
  {
    rule: 'CKV2_AWS_57',
    stacks: ['data'],
    reason:
      'AWS cannot replace Solana keys and tokens of other companies. People replace them by the runbook, and the Config rule secrets-rotate reports any older than 90 days. The database password rotates automatically; its rotation refers to the ARN, which the rule does not follow.',
  },
  {
    rule: 'CKV2_AWS_62',
    stacks: ['bootstrap', 'security', 'functions', 'events'],
    reason: 'No program reacts to new logs, state, code or audit objects. CloudTrail records who wrote them.',
  },
  {
    rule: 'CKV_AWS_18',
    stacks: ['events'],
    only: 'production',
    resource: 'audit_copy',
    reason:
      'S3 delivers access logs only within a region, and the copy is in another region than the log bucket. CloudTrail records the accesses.',
  },
  {
    rule: 'CKV_AWS_116',
    stacks: ['functions'],
    reason:
      'The dead-letter queue of a function serves asynchronous calls, of which there are none: the API waits for the answer, and queues have dead-letter queues of their own.',
  },
  {
    rule: 'CKV_AWS_117',
    stacks: ['functions'],
    reason:
      'A function is in the network exactly when it uses the database, as a test checks. The other functions would only gain access to the database network.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['bootstrap', 'security'],
    reason:
      'State is versioned and can be imported again, and logs concern their own region. The data that must survive a region is copied: database, backups, audit of scores.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['functions'],
    reason: 'Code is reproducible from its sources, byte for byte. A region that takes over builds and signs its own.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['events'],
    only: 'development',
    reason: 'Development has no second region. Production replicates its audit to the region of its replica.',
  },
  {
    rule: 'CKV_AWS_145',
    stacks: ['bootstrap'],
    resource: 'state-logs',
    reason: 'S3 delivers access logs only into buckets encrypted by its own key.',
  },
  {
    rule: 'CKV_AWS_145',
    stacks: ['security'],
    resource: 'access-logs',
    reason: "S3 and load balancers deliver access logs only into buckets encrypted by S3's own key.",
  },
  {
    rule: 'CKV_AWS_157',
    stacks: ['data'],
    only: 'development',
    reason:
      'A second database would double the price of development, where the loss of a zone for an hour is accepted.',
  },
  {
    rule: 'CKV_AWS_293',
    stacks: ['data'],
    only: 'development',
    reason: 'Development is destroyed and created again. A final snapshot is still taken.',
  },
  {
    rule: 'CKV_AWS_338',
    stacks: ['api', 'compute', 'data', 'events', 'functions', 'maintenance', 'network', 'security'],
    only: 'development',
    reason: 'Logs of development are kept for a month; production keeps a year.',
  },
  {
    rule: 'CKV2_AWS_51',
    stacks: ['api'],
    reason:
      'The backends do not check client certificates: functions are called with IAM, and the load balancer admits only the security group of the VPC link.',
  },
  {
    rule: 'CKV_AWS_120',
    stacks: ['api'],
    only: 'development',
    reason: 'A cache is paid by the hour. Development computes every answer; production caches free answers.',
  },
  {
    rule: 'CKV_AWS_225',
    stacks: ['api'],
    resource: 'api_settings-all',
    reason:
      'The setting for all methods disables the cache, so that no answer to a token or a payment is cached. Free GET routes have settings of their own.',
  },
  {
    rule: 'O3',
    stacks: ['api'],
    resource: 'api_',
    reason:
      'The API is public, so its resource policy requires TLS only. The contract, the authorizer and the firewall decide who may call which route.',
  },
  {
    rule: 'X4',
    stacks: ['data'],
    reason:
      'See CKV2_AWS_57: people replace keys and tokens of other companies, and AWS Config reports any older than 90 days. The database password is not among the findings, because it rotates.',
  },
  {
    rule: 'X5',
    stacks: ['data'],
    resource: 'rotation_schedule',
    reason:
      'A serverless application of AWS creates the rotation function, in a CloudFormation stack that Terraform only starts.',
  },
];
