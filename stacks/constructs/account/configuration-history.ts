import { ConfigConfigRule } from '@cdktf/provider-aws/lib/config-config-rule/index.js';
import { ConfigConfigurationRecorderStatus } from '@cdktf/provider-aws/lib/config-configuration-recorder-status/index.js';
import { ConfigConfigurationRecorder } from '@cdktf/provider-aws/lib/config-configuration-recorder/index.js';
import { ConfigDeliveryChannel } from '@cdktf/provider-aws/lib/config-delivery-channel/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { PrivateBucket } from '../storage/private-bucket.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type ConfigurationHistoryProps = {
  /** ARN of the key that encrypts the snapshots. The key must admit AWS Config. */
  readonly keyArn: string;
  /** Name of the bucket that receives the access logs: `SecurityStack.accessLogBucket`. */
  readonly accessLogBucket: string;
};

/**
 * Records the configuration history of every resource with AWS Config, and evaluates rules on conditions that
 * Terraform cannot see, such as a secret that nobody has rotated within `data.rotationDays`.
 */
export class ConfigurationHistory extends Construct {
  constructor(scope: Construct, id: string, { keyArn, accessLogBucket }: ConfigurationHistoryProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    const bucket = new PrivateBucket(this, 'bucket', {
      name: 'configuration',
      keyArn,
      accessLogBucket,
      expireAfterDays: stage.watch.logDays,
    });
    const role = new ServiceRole(this, 'role', {
      name: 'configuration',
      service: 'config.amazonaws.com',
      description: 'Records the configuration of resources',
    });
    bucket.grantWrite(role);
    role.allow({ actions: ['s3:GetBucketAcl'], resources: [bucket.arn] });
    new IamRolePolicyAttachment(this, 'read', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AWS_ConfigRole',
    });
    const recorder = new ConfigConfigurationRecorder(this, 'recorder', {
      name: stack.named('recorder'),
      roleArn: role.arn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    });
    const channel = new ConfigDeliveryChannel(this, 'channel', {
      name: stack.named('channel'),
      s3BucketName: bucket.name,
      s3KmsKeyArn: keyArn,
      dependsOn: [recorder],
    });
    new ConfigConfigurationRecorderStatus(this, 'status', {
      name: recorder.name,
      isEnabled: true,
      dependsOn: [channel],
    });
    const rule = (name: string, sourceIdentifier: string, parameters?: Record<string, string>) =>
      new ConfigConfigRule(this, name, {
        name: stack.named(name),
        source: { owner: 'AWS', sourceIdentifier },
        ...(parameters ? { inputParameters: JSON.stringify(parameters) } : {}),
        dependsOn: [recorder],
      });
    rule('secrets-rotate', 'SECRETSMANAGER_SECRET_PERIODIC_ROTATION', {
      maxDaysSinceRotation: String(stage.data.rotationDays),
    });
    rule('buckets-private', 'S3_BUCKET_PUBLIC_READ_PROHIBITED');
    rule('databases-private', 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK');
    rule('keys-not-leaving', 'KMS_CMK_NOT_SCHEDULED_FOR_DELETION');
  }
}
