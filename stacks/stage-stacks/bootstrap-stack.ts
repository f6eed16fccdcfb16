import type { Construct } from 'constructs';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import { EncryptionKey } from '../constructs/identity-and-keys/encryption-key.ts';
import { PrivateBucket } from '../constructs/storage/private-bucket.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { lockTableName } from '../stage/agreed-names.ts';

/**
 * The bucket for the Terraform state of every other stack. Apply it once with local state (`POS_STATE=local`), then
 * move that state into the bucket: docs/operate.md, "First deploy".
 */
export class BootstrapStack extends StageStack {
  constructor(scope: Construct, context: StageContext) {
    super(scope, 'bootstrap', context);
    const key = new EncryptionKey(this, 'key', { name: 'state' });
    const logs = new PrivateBucket(this, 'state-logs', {
      name: 'state-logs',
      expireAfterDays: this.stage.watch.logDays,
    });
    logs.allow({
      sid: 'Deliver',
      principals: { Service: ['logging.s3.amazonaws.com'] },
      actions: ['s3:PutObject'],
      resources: [`${logs.arn}/*`],
      conditions: { StringEquals: { 'aws:SourceAccount': this.stage.account } },
    });
    const bucket = new PrivateBucket(this, 'state', { name: 'state', keyArn: key.arn, accessLogBucket: logs.name });
    if (this.stage.delivery.lockTable) {
      new DynamodbTable(this, 'lock', {
        name: lockTableName(this.stage),
        billingMode: 'PAY_PER_REQUEST',
        hashKey: 'LockID',
        attribute: [{ name: 'LockID', type: 'S' }],
        deletionProtectionEnabled: this.stage.production,
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      });
    }
    this.publish('state_bucket', bucket.name, 'Bucket with the Terraform state of this stage');
  }
}
