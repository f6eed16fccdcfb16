import type { Construct } from 'constructs';
import { ContainerCluster } from '../constructs/containers/container-cluster.ts';
import { databaseName, postgresPort } from '../constructs/database/postgres-database.ts';
import { SecurityGroup } from '../constructs/network/security-group.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { TaskDefinition } from '../constructs/containers/task-definition.ts';
import type { DataStack } from './data-stack.ts';

type MaintenanceStackProps = {
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly data: DataStack;
  readonly repository: { readonly arn: string; readonly url: string };
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
};

/**
 * One-shot tasks from the worker image that connect to the database directly: `migrate` applies the migrations,
 * `console` keeps a tunnel for psql open for an hour. The stack is separate so that a deployment migrates before it
 * replaces anything that expects the new schema.
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
        // The certificate of the database, unlike that of the proxy, is issued by the certificate authority of RDS.
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
    this.publish('maintenance_cluster_arn', cluster.arn, 'Cluster of tasks that people and workflows start');
    this.publish(
      'migrate_task_definition_arn',
      migrate.arn,
      'Task definition of the migrations; run once per deployment, before anything that expects the new schema',
    );
    this.publish(
      'migrate_subnet_ids',
      network.privateSubnetIds.join(','),
      'Network of the migration task, for `aws ecs run-task`',
    );
    this.publish(
      'migrate_security_group_id',
      group.securityGroupId,
      'Network of the migration task, for `aws ecs run-task`',
    );
  }
}
