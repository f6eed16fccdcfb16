import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy/index.js';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target/index.js';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service/index.js';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import type { Peer } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';
import type { TaskDefinition } from './task-definition.ts';

type FargateServiceProps = {
  /** Becomes `pos-<stage>-<name>`. The container in the task definition must have the same short name. */
  readonly name: string;
  readonly cluster: { readonly arn: string; readonly name: string };
  readonly task: TaskDefinition;
  /** Private subnets. Tasks get no public address. */
  readonly subnetIds: readonly string[];
  /** Security group of every task. */
  readonly securityGroup: Peer;
  /** Lower bound of autoscaling, and the number of tasks at the first deployment. */
  readonly minTasks: number;
  /** Upper bound of autoscaling. */
  readonly maxTasks: number;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
  /**
   * Target group of a load balancer, and the container port that it calls. Default: none, the service accepts no
   * requests.
   */
  readonly target?: { readonly groupArn: string; readonly port: number };
};

/** CPU utilization, in percent, that target tracking aims at. */
const targetCpu = 70;

/**
 * An ECS service in private subnets that scales with its CPU utilization. ECS rolls a deployment back when its tasks
 * do not become healthy or when the alarm of the service rises.
 */
export class FargateService extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: FargateServiceProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.name = stack.named(props.name);
    const busy = this.#alarm(props);
    const spot = stack.stage.compute.capacity === 'spot';
    const service = new EcsService(this, 'service', {
      name: this.name,
      cluster: props.cluster.arn,
      taskDefinition: props.task.arn,
      desiredCount: props.minTasks,
      platformVersion: 'LATEST',
      capacityProviderStrategy: [
        { capacityProvider: spot ? 'FARGATE_SPOT' : 'FARGATE', weight: 1, base: spot ? 0 : props.minTasks },
      ],
      networkConfiguration: {
        subnets: [...props.subnetIds],
        securityGroups: [props.securityGroup.securityGroupId],
        assignPublicIp: false,
      },
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      alarms: { alarmNames: [busy.name], enable: true, rollback: true },
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: false,
      propagateTags: 'SERVICE',
      enableEcsManagedTags: true,
      waitForSteadyState: true,
      sigintRollback: true,
      ...(props.target
        ? {
            loadBalancer: [
              { targetGroupArn: props.target.groupArn, containerName: props.name, containerPort: props.target.port },
            ],
            healthCheckGracePeriodSeconds: 60,
          }
        : {}),
      // Autoscaling changes the count after the first deployment; Terraform must not reset it.
      lifecycle: { ignoreChanges: ['desired_count'] },
    });
    this.#scale(props, service);
  }

  #scale(props: FargateServiceProps, service: EcsService): void {
    const target = new AppautoscalingTarget(this, 'scaling', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${props.cluster.name}/${service.name}`,
      minCapacity: props.minTasks,
      maxCapacity: props.maxTasks,
    });
    new AppautoscalingPolicy(this, 'cpu', {
      name: `${this.name}-cpu`,
      policyType: 'TargetTrackingScaling',
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        targetValue: targetCpu,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  }

  #alarm({ name, cluster, alarmTopicArn }: FargateServiceProps): Alarm {
    return new Alarm(this, 'saturated', {
      name: `${name}-cpu`,
      description: `${name} has used over 90 % of its CPU for ten minutes: autoscaling is at its limit or a deployment is looping.`,
      topicArn: alarmTopicArn,
      metric: {
        namespace: 'AWS/ECS',
        name: 'CPUUtilization',
        dimensions: { ClusterName: cluster.name, ServiceName: stageStackOf(this).named(name) },
        statistic: 'Average',
        periodSeconds: 60,
      },
      threshold: 90,
      periods: { of: 10, breaching: 10 },
    });
  }
}
