import { DbInstance } from '@cdktf/provider-aws/lib/db-instance/index.js';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group/index.js';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import type { MasterSecret } from './master-secret.ts';
import { SecurityGroup } from '../network/security-group.ts';
import type { Peer } from '../network/security-group.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

export const databaseName = 'registry';
export const masterUser = 'registry_owner';
export const postgresPort = 5432;

type PostgresDatabaseProps = {
  readonly vpcId: string;
  /** Database subnets, in at least two zones. They have no route out of the network. */
  readonly subnetIds: readonly string[];
  /** ARN of the key that encrypts storage, snapshots and Performance Insights. */
  readonly keyArn: string;
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
  /** Source of the master password. The construct completes the secret with the address of the instance. */
  readonly master: MasterSecret;
};

/** Parameters of the primary and of its replica. `pg_trgm` needs none: a migration creates the extension. */
export const postgresParameters = [
  { name: 'rds.force_ssl', value: '1', applyMethod: 'immediate' },
  { name: 'log_statement', value: 'ddl', applyMethod: 'immediate' },
  { name: 'log_min_duration_statement', value: '500', applyMethod: 'immediate' },
  // Statements slower than 500 ms are logged without their parameter values, which may be personal data.
  { name: 'log_parameter_max_length', value: '0', applyMethod: 'immediate' },
  { name: 'log_connections', value: '1', applyMethod: 'immediate' },
  { name: 'log_disconnections', value: '1', applyMethod: 'immediate' },
  { name: 'log_lock_waits', value: '1', applyMethod: 'immediate' },
  { name: 'idle_in_transaction_session_timeout', value: '60000', applyMethod: 'immediate' },
  { name: 'shared_preload_libraries', value: 'pg_stat_statements', applyMethod: 'pending-reboot' },
];

/** Settings that the primary and its replica share. */
export const protectedStorage = {
  storageType: 'gp3',
  storageEncrypted: true,
  iamDatabaseAuthenticationEnabled: true,
  caCertIdentifier: 'rds-ca-rsa2048-g1',
  publiclyAccessible: false,
  copyTagsToSnapshot: true,
  autoMinorVersionUpgrade: true,
  performanceInsightsEnabled: true,
  performanceInsightsRetentionPeriod: 7,
  monitoringInterval: 60,
  enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
};

/**
 * PostgreSQL 15 in the database subnets: encrypted, TLS enforced, IAM sign-in for applications, Performance Insights,
 * automated backups and a final snapshot. Size, zones, backups and deletion protection are `data` of the stage.
 */
export class PostgresDatabase extends Construct implements Peer {
  readonly securityGroupId: string;
  readonly arn: string;
  readonly identifier: string;
  /** Id of the form `db-ABC…`, by which `rds-db:connect` permissions refer to the instance. */
  readonly resourceId: string;
  /** Host name of the instance, without the port. */
  readonly address: string;
  readonly monitoringRoleArn: string;
  readonly parameterGroupFamily: string;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    const identifier = stack.named('database');
    const group = new SecurityGroup(this, 'group', { name: 'database', vpcId: props.vpcId, description: 'PostgreSQL' });
    this.securityGroupId = group.securityGroupId;
    this.parameterGroupFamily = `postgres${stage.data.engineVersion.split('.')[0]}`;
    for (const log of protectedStorage.enabledCloudwatchLogsExports) {
      new EncryptedLogGroup(this, `${log}-log`, {
        name: `/aws/rds/instance/${identifier}/${log}`,
        keyArn: props.logsKeyArn,
      });
    }
    const parameters = new DbParameterGroup(this, 'parameters', {
      name: identifier,
      family: this.parameterGroupFamily,
      parameter: postgresParameters,
      lifecycle: { createBeforeDestroy: true },
    });
    const monitoring = new ServiceRole(this, 'monitoring', {
      name: 'database-monitoring',
      service: 'monitoring.rds.amazonaws.com',
      description: 'Enhanced monitoring of the database',
    });
    new IamRolePolicyAttachment(this, 'monitoring-policy', {
      role: monitoring.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole',
    });
    this.monitoringRoleArn = monitoring.arn;
    const instance = new DbInstance(this, 'instance', {
      ...protectedStorage,
      identifier,
      engine: 'postgres',
      engineVersion: stage.data.engineVersion,
      instanceClass: stage.data.instanceClass,
      allocatedStorage: stage.data.allocatedGb,
      maxAllocatedStorage: stage.data.maxAllocatedGb,
      kmsKeyId: props.keyArn,
      performanceInsightsKmsKeyId: props.keyArn,
      monitoringRoleArn: monitoring.arn,
      dbName: databaseName,
      username: masterUser,
      passwordWo: props.master.password,
      passwordWoVersion: props.master.passwordVersion,
      port: postgresPort,
      multiAz: stage.data.multiAz,
      dbSubnetGroupName: new DbSubnetGroup(this, 'subnets', { name: identifier, subnetIds: [...props.subnetIds] }).name,
      vpcSecurityGroupIds: [this.securityGroupId],
      parameterGroupName: parameters.name,
      backupRetentionPeriod: stage.data.backupDays,
      backupWindow: '03:00-04:00',
      maintenanceWindow: 'sun:04:30-sun:05:30',
      deleteAutomatedBackups: false,
      deletionProtection: stage.data.deletionProtection,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: `${identifier}-final`,
      tags: { Name: identifier, Backup: stack.named('daily') },
    });
    this.arn = instance.arn;
    this.identifier = instance.identifier;
    this.resourceId = instance.resourceId;
    // `endpoint` ends in the port; `address` is the host alone.
    this.address = instance.address;
    props.master.completeWith(instance.address);
  }
}
