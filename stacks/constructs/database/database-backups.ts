import { BackupPlan } from '@cdktf/provider-aws/lib/backup-plan/index.js';
import { BackupSelection } from '@cdktf/provider-aws/lib/backup-selection/index.js';
import { BackupVaultLockConfiguration } from '@cdktf/provider-aws/lib/backup-vault-lock-configuration/index.js';
import { BackupVaultNotifications } from '@cdktf/provider-aws/lib/backup-vault-notifications/index.js';
import { BackupVault } from '@cdktf/provider-aws/lib/backup-vault/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type DatabaseBackupsProps = {
  /** ARN of the RDS instance. */
  readonly databaseArn: string;
  /** ARN of the key that encrypts the vault. The key must admit AWS Backup. */
  readonly keyArn: string;
  /** ARN of the topic that gets notifications of failed backups and copies and of completed restores. */
  readonly alarmTopicArn: string;
  /** ARN of a vault in another region that receives a copy of each backup. Default: no copies. */
  readonly copyToVaultArn?: string;
};

/**
 * Daily backups in a vault of AWS Backup, kept for `data.backupDays` of the stage. They outlive the instance, unlike
 * the point-in-time recovery of RDS. Production locks the vault.
 */
export class DatabaseBackups extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { databaseArn, keyArn, alarmTopicArn, copyToVaultArn }: DatabaseBackupsProps,
  ) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { production, data } = stack.stage;
    const vault = new BackupVault(this, 'vault', {
      name: stack.named('backups'),
      kmsKeyArn: keyArn,
      forceDestroy: !production,
    });
    if (production)
      new BackupVaultLockConfiguration(this, 'lock', {
        backupVaultName: vault.name,
        minRetentionDays: 7,
        maxRetentionDays: 400,
      });
    new BackupVaultNotifications(this, 'notifications', {
      backupVaultName: vault.name,
      snsTopicArn: alarmTopicArn,
      backupVaultEvents: ['BACKUP_JOB_FAILED', 'COPY_JOB_FAILED', 'RESTORE_JOB_COMPLETED'],
    });
    const plan = new BackupPlan(this, 'plan', {
      name: stack.named('database-daily'),
      rule: [
        {
          ruleName: 'daily',
          targetVaultName: vault.name,
          schedule: 'cron(0 5 * * ? *)',
          startWindow: 60,
          completionWindow: 240,
          lifecycle: { deleteAfter: data.backupDays },
          ...(copyToVaultArn === undefined
            ? {}
            : { copyAction: [{ destinationVaultArn: copyToVaultArn, lifecycle: { deleteAfter: data.backupDays } }] }),
        },
      ],
    });
    const role = new ServiceRole(this, 'role', {
      name: 'backups',
      service: 'backup.amazonaws.com',
      description: 'Backs up and restores the database',
    });
    for (const policy of ['ForBackup', 'ForRestores']) {
      new IamRolePolicyAttachment(this, policy, {
        role: role.name,
        policyArn: `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicy${policy}`,
      });
    }
    new BackupSelection(this, 'database', {
      name: stack.named('database'),
      planId: plan.id,
      iamRoleArn: role.arn,
      resources: [databaseArn],
    });
  }
}
