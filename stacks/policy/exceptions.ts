/**
 * Findings that stay, each with its reason. A finding is matched by rule, stack (without its stage) and the start of the
 * resource's construct path; `only` narrows it to the kind of stage where it is meant. An entry that matches nothing is refused:
 * an exception that is no longer needed must go.
 */
export type PolicyException = {
  readonly rule: string;
  readonly stacks: readonly string[];
  /** Start of the resource's logical name, such as `database_instance`. Every resource when left out. */
  readonly resource?: string;
  /** Stages that are for production, or those that are not: a new stage needs no entry of its own. */
  readonly only?: 'development' | 'production';
  readonly reason: string;
};

/** Checkov's rules by their names; the others are those of rules.ts. */
export const isCheckovs = ({ rule }: Pick<PolicyException, 'rule'>): boolean => rule.startsWith('CKV');

export const exceptions: readonly PolicyException[] = [
  {
    rule: 'CKV2_AWS_3',
    stacks: ['security'],
    reason:
      'Wants GuardDuty switched on by an organisation. Here every stage has an account of its own and switches it on itself.',
  },
  {
    rule: 'CKV2_AWS_5',
    stacks: ['data', 'maintenance'],
    reason:
      'The groups are attached – to the proxy, the rotation function and tasks started by hand – in ways the rule does not follow.',
  },
  {
    rule: 'CKV2_AWS_57',
    stacks: ['data'],
    reason:
      'Solana keys and tokens of other companies cannot be replaced by AWS: the runbook does it, and the Config rule secrets-rotate reports any older than 90 days. The database password does rotate by itself; its rotation hangs on the ARN.',
  },
  {
    rule: 'CKV2_AWS_62',
    stacks: ['bootstrap', 'security', 'functions', 'events'],
    reason: 'Nothing reacts to new logs, state, code or audit objects: CloudTrail records who wrote them.',
  },
  {
    rule: 'CKV_AWS_18',
    stacks: ['events'],
    only: 'production',
    resource: 'audit_copy',
    reason:
      'S3 delivers access logs only within a region, and the copy is in another than the bucket for them. CloudTrail records who asks.',
  },
  {
    rule: 'CKV_AWS_116',
    stacks: ['functions'],
    reason:
      'Nobody calls a function asynchronously, which is what its own dead letters are for: the API waits for the answer, and queues have dead letters.',
  },
  {
    rule: 'CKV_AWS_117',
    stacks: ['functions'],
    reason:
      'Functions are in the network exactly when they reach the database, which a derivation test holds; the others would only gain a way to it.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['bootstrap', 'security'],
    reason:
      'State is versioned and can be imported again, logs are evidence of their region. The data that must survive a region is copied: database, backups, audit of scores.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['functions'],
    reason: 'Code is made again from its sources, byte for byte; a region that takes over builds and signs its own.',
  },
  {
    rule: 'CKV_AWS_144',
    stacks: ['events'],
    only: 'development',
    reason: 'Development has no second region; production copies its audit into the region of its replica.',
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
    reason: 'A second database for development doubles its price; losing a zone for an hour is accepted there.',
  },
  {
    rule: 'CKV_AWS_293',
    stacks: ['data'],
    only: 'development',
    reason: 'Development is torn down and made anew; a final snapshot is still taken.',
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
      'Behind the gateway are functions, called with IAM, and a load balancer that the security group of the VPC link alone reaches: a client certificate would be shown to nobody.',
  },
  {
    rule: 'CKV_AWS_120',
    stacks: ['api'],
    only: 'development',
    reason: 'A cache is paid by the hour; development answers each request anew, production keeps free answers.',
  },
  {
    rule: 'CKV_AWS_225',
    stacks: ['api'],
    resource: 'api_settings-all',
    reason:
      'The setting for all methods keeps nothing, so that no answer to a token or a payment is ever kept; free GETs have settings of their own.',
  },
  {
    rule: 'O3',
    stacks: ['api'],
    resource: 'api_',
    reason:
      'The registry is for everybody: its policy asks for TLS and nothing else. Who may call which route is decided by the contract, the authorizer and the firewall behind it.',
  },
  {
    rule: 'X4',
    stacks: ['data'],
    reason:
      'As for CKV2_AWS_57: keys and tokens of others are replaced by people, and AWS Config reports those older than 90 days. The database password is not among the findings: it rotates.',
  },
  {
    rule: 'X5',
    stacks: ['data'],
    resource: 'rotation_schedule',
    reason:
      "The rotation function is made by AWS's own serverless application, in a CloudFormation stack that Terraform only starts.",
  },
];
