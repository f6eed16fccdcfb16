import { SECRETS } from '@pos/contract/secrets.ts';
import type { SecretName } from '@pos/contract/secrets.ts';
import { DbEventSubscription } from '@cdktf/provider-aws/lib/db-event-subscription/index.js';
import type { Construct } from 'constructs';
import { DatabaseAlarms } from '../constructs/database/database-alarms.ts';
import { DatabaseBackups } from '../constructs/database/database-backups.ts';
import { DatabaseProxy } from '../constructs/database/database-proxy.ts';
import { EncryptionKey } from '../constructs/identity-and-keys/encryption-key.ts';
import { ManagedSecret } from '../constructs/identity-and-keys/managed-secret.ts';
import { MasterSecret } from '../constructs/database/master-secret.ts';
import { PasswordRotation } from '../constructs/database/password-rotation.ts';
import { databaseName, masterUser, PostgresDatabase, postgresPort } from '../constructs/database/postgres-database.ts';
import { ReplicaRegion } from '../constructs/database/replica-region.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';

type DataStackProps = {
  readonly network: {
    readonly vpcId: string;
    readonly privateSubnetIds: readonly string[];
    readonly databaseSubnetIds: readonly string[];
  };
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
  readonly alarmTopicArn: string;
};

/** The stored data: the database, its backups and replica, and the secrets whose values people set. */
export class DataStack extends StageStack {
  readonly database: PostgresDatabase;
  readonly proxy: DatabaseProxy;
  readonly master: MasterSecret;
  readonly secrets: Readonly<Record<SecretName, ManagedSecret>>;

  constructor(
    scope: Construct,
    context: StageContext,
    { network, logsKeyArn, secretsKeyArn, alarmTopicArn }: DataStackProps,
  ) {
    super(scope, 'data', context);
    const key = new EncryptionKey(this, 'key', { name: 'database', services: ['backup.amazonaws.com'] });
    this.master = new MasterSecret(this, 'master', {
      username: masterUser,
      databaseName,
      port: postgresPort,
      keyArn: secretsKeyArn,
      passwordVersion: 1,
    });
    const placed = { vpcId: network.vpcId, subnetIds: network.databaseSubnetIds, logsKeyArn };
    this.database = new PostgresDatabase(this, 'database', { ...placed, keyArn: key.arn, master: this.master });
    this.proxy = new DatabaseProxy(this, 'proxy', { ...placed, database: this.database });
    new PasswordRotation(this, 'rotation', {
      secretArn: this.master.arn,
      keyArn: secretsKeyArn,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      database: this.database,
      afterDays: this.stage.data.rotationDays,
    });
    const replica =
      this.stage.data.replica &&
      new ReplicaRegion(this, 'replica', { settings: this.stage.data.replica, primary: this.database });
    new DatabaseBackups(this, 'backups', {
      databaseArn: this.database.arn,
      keyArn: key.arn,
      alarmTopicArn,
      ...(replica ? { copyToVaultArn: replica.vaultArn } : {}),
    });
    new DatabaseAlarms(this, 'alarms', {
      identifier: this.database.identifier,
      proxyName: this.proxy.name,
      alarmTopicArn,
    });
    new DbEventSubscription(this, 'events', {
      name: this.named('database-events'),
      snsTopic: alarmTopicArn,
      sourceType: 'db-instance',
      sourceIds: [this.database.identifier],
      eventCategories: [
        'availability',
        'deletion',
        'failover',
        'failure',
        'low storage',
        'maintenance',
        'recovery',
        'restoration',
      ],
    });
    this.secrets = Object.fromEntries(
      Object.entries(SECRETS).map(([name, description]) => [
        name,
        new ManagedSecret(this, name, { name, description, keyArn: secretsKeyArn }),
      ]),
    ) as Record<SecretName, ManagedSecret>;
    this.publish(
      'rds_endpoint',
      this.proxy.endpoint,
      'Host of the database proxy; clients sign in by IAM over TLS, each as a database user of its own',
    );
    this.publish(
      'database_master_secret_arn',
      this.master.arn,
      'Secret with host, port, database name, user and password of the owner, for migrations and psql',
    );
  }
}
