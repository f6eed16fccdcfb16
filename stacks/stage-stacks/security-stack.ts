import type { Construct } from 'constructs';
import { AccountBaseline } from '../constructs/account/account-baseline.ts';
import { AuditTrail } from '../constructs/account/audit-trail.ts';
import { ConfigurationHistory } from '../constructs/account/configuration-history.ts';
import { EncryptionKey } from '../constructs/identity-and-keys/encryption-key.ts';
import { LogDestination } from '../constructs/storage/log-destination.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { ThreatDetection } from '../constructs/account/threat-detection.ts';

/**
 * The keys, the bucket for access logs, the audit trail and threat detection. Every other stack except bootstrap uses
 * it; it depends on none.
 */
export class SecurityStack extends StageStack {
  /** Encrypts log groups and the audit trail. */
  readonly logsKeyArn: string;
  /** Encrypts queues, topics, buses. */
  readonly messagesKeyArn: string;
  /** Encrypts secrets, container images, Lambda environments. */
  readonly secretsKeyArn: string;
  /** Receives access logs of buckets and load balancers. */
  readonly accessLogBucket: string;

  constructor(scope: Construct, context: StageContext) {
    super(scope, 'security', context);
    this.logsKeyArn = new EncryptionKey(this, 'logs-key', {
      name: 'logs',
      services: ['logs.amazonaws.com', 'cloudtrail.amazonaws.com', 'config.amazonaws.com'],
    }).arn;
    this.messagesKeyArn = new EncryptionKey(this, 'messages-key', {
      name: 'messages',
      services: [
        'events.amazonaws.com',
        'sns.amazonaws.com',
        'cloudwatch.amazonaws.com',
        'budgets.amazonaws.com',
        'costalerts.amazonaws.com',
        'events.rds.amazonaws.com',
        'backup.amazonaws.com',
      ],
    }).arn;
    this.secretsKeyArn = new EncryptionKey(this, 'secrets-key', { name: 'secrets' }).arn;
    const accessLogs = new LogDestination(this, 'access-logs');
    this.accessLogBucket = accessLogs.bucketName;
    new AccountBaseline(this, 'baseline');
    new AuditTrail(this, 'trail', { keyArn: this.logsKeyArn, accessLogBucket: this.accessLogBucket });
    if (!this.stage.watch.threatDetection) return;
    new ThreatDetection(this, 'detection');
    new ConfigurationHistory(this, 'configuration', { keyArn: this.logsKeyArn, accessLogBucket: this.accessLogBucket });
  }
}
