import type { ITerraformDependable } from 'cdktf';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { Construct } from 'constructs';
import type { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type EncryptedLogGroupProps = {
  /** Full name, such as `/pos/dev/api`. Some AWS services require a name of their own form. */
  readonly name: string;
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly keyArn: string;
  /** Region of the log group. Default: the region of the stage. */
  readonly region?: string;
};

/** An encrypted log group, kept for `watch.logDays` of the stage. */
export class EncryptedLogGroup extends Construct {
  readonly arn: string;
  readonly name: string;
  /** Dependency for a service that would otherwise create the group itself, unencrypted and without retention. */
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

  /** Lets a role write log events. */
  grantWrite(role: ServiceRole): void {
    role.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${this.arn}:*`] });
  }
}
