import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration/index.js';
import { Construct } from 'constructs';
import { EncryptionKey } from '../identity-and-keys/encryption-key.ts';
import { PrivateBucket } from '../storage/private-bucket.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type AuditCopyProps = {
  /** Region of the copy: the region of the database replica. */
  readonly region: string;
  /** The audit bucket. It must have versioning and object lock. */
  readonly source: PrivateBucket;
  /** ARN of the key that encrypts the source. */
  readonly sourceKeyArn: string;
};

/**
 * Replicates the audit bucket to another region, object by object, under a key of that region and with the same object
 * lock.
 */
export class AuditCopy extends Construct {
  constructor(scope: Construct, id: string, { region, source, sourceKeyArn }: AuditCopyProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { auditLock, auditDays } = stack.stage.events;
    const key = new EncryptionKey(this, 'key', { name: 'audit-copy', region });
    const copy = new PrivateBucket(this, 'bucket', {
      name: 'audit-copy',
      keyArn: key.arn,
      objectLock: { mode: auditLock, days: auditDays },
      region,
    });
    const role = new ServiceRole(this, 'role', {
      name: 'audit-copy',
      service: 's3.amazonaws.com',
      description: 'Copies the audit into another region',
    });
    role.allow(
      {
        actions: ['s3:GetReplicationConfiguration', 's3:ListBucket', 's3:GetBucketObjectLockConfiguration'],
        resources: [source.arn],
      },
      {
        actions: [
          's3:GetObjectVersionForReplication',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
          's3:GetObjectRetention',
          's3:GetObjectLegalHold',
        ],
        resources: [`${source.arn}/*`],
      },
      { actions: ['s3:ReplicateObject', 's3:ReplicateTags'], resources: [`${copy.arn}/*`] },
      { actions: ['kms:Decrypt'], resources: [sourceKeyArn] },
    );
    key.grantEncrypt(role);
    new S3BucketReplicationConfigurationA(this, 'replication', {
      bucket: source.name,
      role: role.arn,
      rule: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 0,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: copy.arn,
            storageClass: 'STANDARD_IA',
            encryptionConfiguration: { replicaKmsKeyId: key.arn },
          },
        },
      ],
      dependsOn: [source.versioning, copy.versioning, ...role.policies],
    });
  }
}
