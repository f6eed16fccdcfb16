import type { Construct } from 'constructs';
import { ContainerCluster } from '../constructs/containers/container-cluster.ts';
import { databaseName, postgresPort } from '../constructs/database/postgres-database.ts';
import { SecurityGroup } from '../constructs/network/security-group.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { TaskDefinition } from '../constructs/containers/task-definition.ts';
import type { DataStack } from './data-stack.ts';

export type MaintenanceStackProps = {
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly data: DataStack;
  readonly repository: { readonly arn: string; readonly url: string };
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
};

/**
 * Tasks that run once, from the worker's image, at the database itself: `migrate` brings the schema up to date, `console`
 * holds a tunnel for psql open for an hour. A stack of its own, so that a deployment migrates before it replaces anything that
 * expects the new schema.
 */
export class MaintenanceStack extends StageStack {
  constructor(
    scope: Construct,
    context: StageContext,
    { network, data, repository, logsKeyArn, secretsKeyArn }: MaintenanceStackProps,
  ) {
    super(scope, 'maintenance', context);
    const cluster = new ContainerCluster(this, 'cluster', { name: 'maintenance', logsKeyArn });
    const group = new SecurityGroup(this, 'group', {
      name: 'maintenance',
      vpcId: network.vpcId,
      description: 'Migrations and tunnels: speaks to the database itself, not the proxy',
    });
    group.allowToInternet();
    group.connectTo(data.database, 'database', {
      port: postgresPort,
      why: 'Migrations run as the owner, who has a password',
    });
    const common = {
      image: `${repository.url}@${this.stage.compute.worker.image}`,
      repositoryArn: repository.arn,
      logsKeyArn,
      secretsKeyArn,
    };
    const migrate = new TaskDefinition(this, 'migrate', {
      ...common,
      name: 'migrate',
      command: ['migrate/index.mjs'],
      environment: {
        NODE_ENV: 'production',
        DATABASE_HOST: data.database.address,
        DATABASE_PORT: String(postgresPort),
        DATABASE_NAME: databaseName,
        DATABASE_TLS: 'verify',
        // The database itself, unlike its proxy, shows a certificate of RDS's own authority.
        DATABASE_CA_FILE: '/app/rds-global-bundle.pem',
        MIGRATIONS_DIRECTORY: '/app/migrations',
      },
      secrets: { DATABASE_USER: `${data.master.arn}:username::`, DATABASE_PASSWORD: `${data.master.arn}:password::` },
    });
    new TaskDefinition(this, 'console', {
      ...common,
      name: 'console',
      shell: true,
      command: ['-e', 'setTimeout(() => {}, 3_600_000)'],
      environment: {},
    });
    this.publish('maintenance_cluster_arn', cluster.arn, 'Runs tasks that are started by hand');
    this.publish(
      'migrate_task_definition_arn',
      migrate.arn,
      'Run once per deployment, before anything that expects the new schema',
    );
    this.publish('migrate_subnet_ids', network.privateSubnetIds.join(','), 'For `aws ecs run-task`');
    this.publish('migrate_security_group_id', group.securityGroupId, 'For `aws ecs run-task`');
  }
}
