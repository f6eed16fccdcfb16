import type { Contract } from '@pos/contract/contract.ts';
import { hostOf } from '@pos/contract/route.ts';
import { workerNeeds, WORKER_ID } from '@pos/contract/worker.ts';
import type { Construct } from 'constructs';
import { ContainerCluster } from '../constructs/containers/container-cluster.ts';
import { FargateService } from '../constructs/containers/fargate-service.ts';
import { InternalLoadBalancer } from '../constructs/containers/internal-load-balancer.ts';
import { postgresPort } from '../constructs/database/postgres-database.ts';
import { SecurityGroup } from '../constructs/network/security-group.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { TaskAlarms } from '../constructs/observability/task-alarms.ts';
import { TaskDefinition } from '../constructs/containers/task-definition.ts';
import type { DataStack } from './data-stack.ts';
import { environmentFor, eventBusAccess, grantNeeds } from '../derive/environment-and-grants.ts';
import type { UnitOfCode } from '../derive/environment-and-grants.ts';

/** An image repository of the cicd stack. */
type Repository = { readonly arn: string; readonly url: string };

type ComputeStackProps = {
  readonly contract: Contract;
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly data: DataStack;
  readonly repositories: { readonly api: Repository; readonly worker: Repository };
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
  readonly accessLogBucket: string;
  readonly alarmTopicArn: string;
};

/** Port of every task. The api serves its routes on it; the worker serves only `GET /health`. */
const port = 3000;

/** The services that run in containers: the API behind its load balancer, and the worker. */
export class ComputeStack extends StageStack {
  readonly #cluster: ContainerCluster;
  readonly loadBalancer: InternalLoadBalancer;
  readonly #props: ComputeStackProps;

  constructor(scope: Construct, context: StageContext, props: ComputeStackProps) {
    super(scope, 'compute', context);
    this.#props = props;
    this.#cluster = new ContainerCluster(this, 'cluster', { name: 'cluster', logsKeyArn: props.logsKeyArn });
    this.loadBalancer = new InternalLoadBalancer(this, 'balancer', {
      vpcId: props.network.vpcId,
      subnetIds: props.network.privateSubnetIds,
      port,
      healthPath: '/health',
      accessLogBucket: props.accessLogBucket,
      alarmTopicArn: props.alarmTopicArn,
    });
    this.#api();
    this.#worker();
    this.publish('ecs_cluster_arn', this.#cluster.arn, 'Cluster of the services');
  }

  #api(): void {
    const { minTasks, maxTasks } = this.stage.compute.api;
    const group = this.#group('api', 'Tasks of the api service');
    this.loadBalancer.group.connectTo(group, 'api', { port, why: 'The load balancer asks the api tasks' });
    const hosted = Object.values(this.#props.contract.routes).filter((route) => hostOf(route) === 'container');
    const needs = [...new Set(hosted.flatMap((route) => route.needs))];
    const task = this.#task('api', { id: 'api', needs, databaseUser: 'registry_app', databasePoolMax: 10 });
    new FargateService(this, 'api', {
      ...this.#service('api', task, group),
      minTasks,
      maxTasks,
      target: { groupArn: this.loadBalancer.targetGroupArn, port },
    });
  }

  #worker(): void {
    const { minTasks, maxTasks } = this.stage.compute.worker;
    const group = this.#group('worker', 'Tasks of the worker service');
    const { tasks } = this.#props.contract;
    const needs = workerNeeds(tasks);
    const task = this.#task('worker', { id: WORKER_ID, needs, databaseUser: 'registry_worker', databasePoolMax: 10 });
    new FargateService(this, 'worker', { ...this.#service('worker', task, group), minTasks, maxTasks });
    new TaskAlarms(this, 'tasks', { tasks, topicArn: this.#props.alarmTopicArn });
  }

  #group(name: string, description: string): SecurityGroup {
    const group = new SecurityGroup(this, `${name}-group`, { name, vpcId: this.#props.network.vpcId, description });
    group.allowToInternet();
    group.connectTo(this.#props.data.proxy, 'proxy', {
      port: postgresPort,
      why: `${name} tasks reach the database through the proxy`,
    });
    return group;
  }

  #service(name: string, task: TaskDefinition, securityGroup: SecurityGroup) {
    return {
      name,
      task,
      securityGroup,
      cluster: this.#cluster,
      subnetIds: this.#props.network.privateSubnetIds,
      alarmTopicArn: this.#props.alarmTopicArn,
    };
  }

  /** A task definition with the environment and the rights of its needs. */
  #task(name: 'api' | 'worker', unit: UnitOfCode): TaskDefinition {
    const { data, logsKeyArn, secretsKeyArn, repositories } = this.#props;
    const { image, cpu, memoryMb } = this.stage.compute[name];
    const task = new TaskDefinition(this, `${name}-task`, {
      name,
      image: `${repositories[name].url}@${image}`,
      repositoryArn: repositories[name].arn,
      cpu,
      memoryMb,
      port,
      healthCheck: [
        'CMD',
        'node',
        '-e',
        `fetch('http://127.0.0.1:${port}/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
      ],
      environment: {
        ...environmentFor(this.stage, data, unit),
        SOLANA_PROGRAM_ID: this.stage.solana.programId,
        NODE_ENV: 'production',
        PORT: String(port),
      },
      logsKeyArn,
      secretsKeyArn,
    });
    grantNeeds(task.taskRole, data, unit, eventBusAccess(this, this.#props.contract));
    return task;
  }
}
