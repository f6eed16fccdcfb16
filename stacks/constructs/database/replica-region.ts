import { BackupVault } from '@cdktf/provider-aws/lib/backup-vault/index.js';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance/index.js';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group/index.js';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group/index.js';
import { Construct } from 'constructs';
import type { Stage } from '../../stage/stage.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { EncryptionKey } from '../identity-and-keys/encryption-key.ts';
import { postgresParameters, postgresPort, protectedStorage } from './postgres-database.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { SecurityGroup } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';
import { TieredNetwork } from '../network/tiered-network.ts';

type ReplicaSettings = NonNullable<Stage['data']['replica']>;

/**
 * A second region that can take over: keys, a network, a read replica of the database and a vault for copied backups.
 * Keys and subnet groups are regional, so the region has its own.
 */
export class ReplicaRegion extends Construct {
  readonly vaultArn: string;

  constructor(
    scope: Construct,
    id: string,
    { settings, primary }: { readonly settings: ReplicaSettings; readonly primary: PostgresDatabase },
  ) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { region } = settings;
    const key = new EncryptionKey(this, 'key', {
      name: 'replica',
      services: ['logs.amazonaws.com', 'backup.amazonaws.com'],
      region,
    });
    const network = new TieredNetwork(this, 'network', {
      name: 'replica',
      cidr: settings.vpcCidr,
      availabilityZones: settings.availabilityZones,
      tiers: { database: settings.databaseCidrs },
      natPerZone: false,
      logsKeyArn: key.arn,
      region,
    });
    const identifier = stack.named('database-replica');
    for (const log of protectedStorage.enabledCloudwatchLogsExports) {
      new EncryptedLogGroup(this, `${log}-log`, {
        name: `/aws/rds/instance/${identifier}/${log}`,
        keyArn: key.arn,
        region,
      });
    }
    const group = new SecurityGroup(this, 'group', {
      name: 'database-replica',
      vpcId: network.vpcId,
      description: 'PostgreSQL replica',
      region,
    });
    group.allowFromBlock('tasks', {
      cidr: settings.vpcCidr,
      port: postgresPort,
      why: 'After a fail-over, tasks of this network',
    });
    new DbInstance(this, 'instance', {
      ...protectedStorage,
      region,
      identifier,
      replicateSourceDb: primary.arn,
      instanceClass: settings.instanceClass,
      kmsKeyId: key.arn,
      performanceInsightsKmsKeyId: key.arn,
      monitoringRoleArn: primary.monitoringRoleArn,
      multiAz: true,
      dbSubnetGroupName: new DbSubnetGroup(this, 'subnets', {
        name: identifier,
        subnetIds: [...network.subnetIds.database],
        region,
      }).name,
      vpcSecurityGroupIds: [group.securityGroupId],
      parameterGroupName: new DbParameterGroup(this, 'parameters', {
        name: identifier,
        family: primary.parameterGroupFamily,
        parameter: postgresParameters,
        region,
        lifecycle: { createBeforeDestroy: true },
      }).name,
      // The replica has automated backups of its own, so it is protected from the minute it is promoted.
      backupRetentionPeriod: stack.stage.data.backupDays,
      deletionProtection: stack.stage.data.deletionProtection,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: `${identifier}-final`,
      tags: { Name: identifier },
    });
    this.vaultArn = new BackupVault(this, 'vault', { name: stack.named('replica'), kmsKeyArn: key.arn, region }).arn;
  }
}
