import { Cloudtrail } from '@cdktf/provider-aws/lib/cloudtrail/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { PrivateBucket } from '../storage/private-bucket.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

type AuditTrailProps = {
  /** ARN of the key that encrypts the trail, its log group and its topic. The key must admit CloudTrail and CloudWatch Logs. */
  readonly keyArn: string;
  /** Name of the bucket that receives the access logs: `SecurityStack.accessLogBucket`. */
  readonly accessLogBucket: string;
};

/**
 * A CloudTrail trail over all regions, with signed digests, written to a bucket under object lock. Production keeps a
 * record for 365 days in compliance mode and adds CloudTrail Insights; other stages keep it for 7 days in governance
 * mode.
 */
export class AuditTrail extends Construct {
  constructor(scope: Construct, id: string, { keyArn, accessLogBucket }: AuditTrailProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    const name = stack.named('trail');
    const trailArn = stack.arnOf('cloudtrail', `trail/${name}`);
    const bucket = new PrivateBucket(this, 'bucket', {
      name: 'audit-trail',
      keyArn,
      accessLogBucket,
      objectLock: { mode: stage.production ? 'COMPLIANCE' : 'GOVERNANCE', days: stage.production ? 365 : 7 },
    });
    const cloudtrail = { Service: ['cloudtrail.amazonaws.com'] };
    const fromTrail = { StringEquals: { 'aws:SourceArn': trailArn } };
    bucket.allow({
      sid: 'TrailLooks',
      principals: cloudtrail,
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.arn],
      conditions: fromTrail,
    });
    bucket.allow({
      sid: 'TrailWrites',
      principals: cloudtrail,
      actions: ['s3:PutObject'],
      resources: [`${bucket.arn}/AWSLogs/${stage.account}/*`],
      conditions: fromTrail,
    });
    const group = new EncryptedLogGroup(this, 'group', { name: `/pos/${stage.name}/audit-trail`, keyArn });
    const role = new ServiceRole(this, 'role', {
      name: 'audit-trail',
      service: 'cloudtrail.amazonaws.com',
      description: 'Copies the audit trail to its log group',
    });
    group.grantWrite(role);
    const topic = new SnsTopic(this, 'topic', { name: stack.named('audit-trail'), kmsMasterKeyId: keyArn });
    const topicPolicy = new SnsTopicPolicy(this, 'topic-policy', {
      arn: topic.arn,
      policy: policyDocument([
        { principals: cloudtrail, actions: ['sns:Publish'], resources: [topic.arn], conditions: fromTrail },
      ]),
    });
    new Cloudtrail(this, 'trail', {
      name,
      s3BucketName: bucket.name,
      snsTopicName: topic.name,
      kmsKeyId: keyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      cloudWatchLogsGroupArn: `${group.arn}:*`,
      cloudWatchLogsRoleArn: role.arn,
      ...(stage.production
        ? { insightSelector: [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiErrorRateInsight' }] }
        : {}),
      dependsOn: [bucket.policy, topicPolicy],
    });
  }
}
