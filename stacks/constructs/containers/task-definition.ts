import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

export type TaskDefinitionProps = {
  readonly name: string;
  /** `repository@sha256:…`. */
  readonly image: string;
  readonly cpu?: number;
  readonly memoryMb?: number;
  readonly command?: readonly string[];
  readonly port?: number;
  readonly healthCheck?: readonly string[];
  /** Plain settings. Never secrets: these are readable in the console. */
  readonly environment: Readonly<Record<string, string>>;
  /** Environment variables filled by ECS from a secret's ARN, or `arn:key::` for one key of a JSON secret. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
  readonly repositoryArn: string;
  /** Allows ECS Exec, for the task people tunnel to the database through. Its agent writes below `/var`. */
  readonly shell?: boolean;
};

/**
 * A Fargate task: arm64, one container by digest, non-root, read-only root with a scratch `/tmp`. The execution role
 * starts it and reads the secrets it is given; the task role is what the program may do, nothing until granted.
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
  // `arn:aws:secretsmanager:…:secret:name:key::` names one key; IAM knows only the secret.
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
