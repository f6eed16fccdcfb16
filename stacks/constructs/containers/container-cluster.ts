import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers/index.js';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { stageStackOf } from '../stage-stack.ts';

/**
 * A Fargate cluster with Container Insights. ECS Exec sessions are encrypted and logged under `logsKeyArn`.
 * `compute.capacity` of the stage selects Fargate or Fargate Spot.
 */
export class ContainerCluster extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    { name, logsKeyArn }: { readonly name: string; readonly logsKeyArn: string },
  ) {
    super(scope, id);
    const stack = stageStackOf(this);
    const sessions = new EncryptedLogGroup(this, 'sessions', {
      name: `/pos/${stack.stage.name}/sessions/${name}`,
      keyArn: logsKeyArn,
    });
    const cluster = new EcsCluster(this, 'cluster', {
      name: stack.named(name),
      setting: [{ name: 'containerInsights', value: stack.stage.production ? 'enhanced' : 'enabled' }],
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: logsKeyArn,
          logging: 'OVERRIDE',
          logConfiguration: { cloudWatchEncryptionEnabled: true, cloudWatchLogGroupName: sessions.name },
        },
      },
    });
    new EcsClusterCapacityProviders(this, 'capacity', {
      clusterName: cluster.name,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [
        { capacityProvider: stack.stage.compute.capacity === 'spot' ? 'FARGATE_SPOT' : 'FARGATE', weight: 1 },
      ],
    });
    this.arn = cluster.arn;
    this.name = cluster.name;
  }
}
