import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type TaskDefinitionProps = {
  /** Name of the container and, as `pos-<stage>-<name>`, of the task family. */
  readonly name: string;
  /** Image by digest: `<repository>@sha256:…`. */
  readonly image: string;
  /** CPU units; 1024 are one vCPU. Default: 256. Fargate offers the sizes in `stage/fargate-sizes.ts`. */
  readonly cpu?: number;
  /** Memory in MiB. Default: 512. The range depends on `cpu`: `stage/fargate-sizes.ts`. */
  readonly memoryMb?: number;
  /** Arguments for the entrypoint of the image. Default: the command of the image. */
  readonly command?: readonly string[];
  /** TCP port that the container opens. Default: none. */
  readonly port?: number;
  /**
   * Command that ECS runs in the container every 15 seconds, such as `["CMD", "node", …]`. Default: no health check.
   */
  readonly healthCheck?: readonly string[];
  /** Plain environment variables. They are readable in the console, so none may be a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Environment variables that ECS fills from Secrets Manager: the ARN of a secret, or `<arn>:<key>::` for one key of
   * a JSON secret. Default: none.
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
  /** ARN of the key of `secrets`. The execution role may decrypt with it when `secrets` is not empty. */
  readonly secretsKeyArn: string;
  /** ARN of the repository that the execution role may pull from. */
  readonly repositoryArn: string;
  /**
   * Permits ECS Exec, and gives its agent writable folders below `/var`. Default: false. Only the task with the
   * database tunnel sets it.
   */
  readonly shell?: boolean;
};

/**
 * A Fargate task on arm64 with one container: image by digest, non-root user, read-only root file system with a
 * writable `/tmp`. ECS starts the task with the execution role, which pulls the image and reads `secrets`. The program
 * runs with the task role, which has no rights until something is granted.
 */
export class TaskDefinition extends Construct {
  readonly arn: string;
  readonly taskRole: ServiceRole;

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const logs = new EncryptedLogGroup(this, 'log', {
      name: `/pos/${stack.stage.name}/${props.name}`,
      keyArn: props.logsKeyArn,
    });
    this.taskRole = new ServiceRole(this, 'task-role', {
      name: `${props.name}-task`,
      service: 'ecs-tasks.amazonaws.com',
      description: `What the program of ${props.name} may do`,
    });
    const start = new ServiceRole(this, 'execution-role', {
      name: `${props.name}-execution`,
      service: 'ecs-tasks.amazonaws.com',
      description: `Starts ${props.name}: pulls, logs, reads its secrets`,
    });
    start.allow(...permissionsToStart(props));
    logs.grantWrite(start);
    if (props.shell) {
      this.taskRole.allow({
        actions: [
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        resources: ['*'],
      });
    }
    const definition = new EcsTaskDefinition(this, 'definition', {
      family: stack.named(props.name),
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      cpu: String(props.cpu ?? 256),
      memory: String(props.memoryMb ?? 512),
      executionRoleArn: start.arn,
      taskRoleArn: this.taskRole.arn,
      volume: writablePaths(props).map(([name]) => ({ name })),
      containerDefinitions: JSON.stringify([container(props, logs.name, stack.stage.region)]),
    });
    this.arn = definition.arn;
  }
}

function permissionsToStart({ repositoryArn, secrets = {}, secretsKeyArn }: TaskDefinitionProps): Statement[] {
  // `<secret arn>:<key>::` names one key of the secret. IAM knows only the secret.
  const secretArns = [...new Set(Object.values(secrets).map((from) => from.replace(/:[^:]+::$/, '')))];
  return [
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      resources: [repositoryArn],
    },
    ...(secretArns.length === 0
      ? []
      : [
          { actions: ['secretsmanager:GetSecretValue'], resources: secretArns },
          { actions: ['kms:Decrypt'], resources: [secretsKeyArn] },
        ]),
  ];
}

function container(props: TaskDefinitionProps, logGroup: string, region: string): object {
  return {
    name: props.name,
    image: props.image,
    essential: true,
    ...(props.command ? { command: props.command } : {}),
    user: '10001:10001',
    readonlyRootFilesystem: true,
    privileged: false,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    mountPoints: writablePaths(props).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    ...(props.port === undefined
      ? {}
      : {
          portMappings: [
            { name: 'http', containerPort: props.port, hostPort: props.port, protocol: 'tcp', appProtocol: 'http' },
          ],
        }),
    ...(props.healthCheck
      ? { healthCheck: { command: props.healthCheck, interval: 15, timeout: 5, retries: 3, startPeriod: 30 } }
      : {}),
    environment: Object.entries(props.environment).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(props.secrets ?? {}).map(([name, valueFrom]) => ({ name, valueFrom })),
    stopTimeout: 60,
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroup,
        'awslogs-region': region,
        'awslogs-stream-prefix': 'ecs',
        mode: 'non-blocking',
        'max-buffer-size': '4m',
      },
    },
  };
}

const writablePaths = ({ shell }: TaskDefinitionProps): (readonly [string, string])[] => [
  ['scratch', '/tmp'],
  ...(shell
    ? ([
        ['agent-state', '/var/lib/amazon'],
        ['agent-log', '/var/log/amazon'],
      ] as const)
    : []),
];
