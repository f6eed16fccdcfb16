import type { ITerraformDependable } from 'cdktf';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { Construct } from 'constructs';
import type { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

export type EncryptedLogGroupProps = {
  /** The full name, such as `/pos/dev/api`; services that choose their own group name expect theirs. */
  readonly name: string;
  /** The stage's log key: `security.logsKey.arn`. */
  readonly keyArn: string;
  readonly region?: string;
};

/** A log group under the log key, kept for as long as the stage says. */
export class EncryptedLogGroup extends Construct {
  readonly arn: string;
  readonly name: string;
  /** What a service that would make the group by itself depends on. */
  readonly created: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, keyArn, region }: EncryptedLogGroupProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, 'group', {
      name,
      kmsKeyId: keyArn,
      retentionInDays: stageStackOf(this).stage.watch.logDays,
      ...(region === undefined ? {} : { region }),
    });
    this.arn = group.arn;
    this.name = group.name;
    this.created = group;
  }

  grantWrite(role: ServiceRole): void {
    role.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${this.arn}:*`] });
  }
}
