import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias/index.js';
import { LambdaFunction as AwsLambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { LambdaProvisionedConcurrencyConfig } from '@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config/index.js';
import type { Runtime } from '@pos/contract/runtime.ts';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import type { SignedObject } from './signed-code.ts';
import { stageStackOf } from '../stage-stack.ts';

export type LambdaFunctionProps = {
  /** Id of the route or consumer. */
  readonly id: string;
  readonly summary: string;
  readonly code: SignedObject;
  readonly runtime: Runtime;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number;
  /** Environments kept ready. */
  readonly warm: number;
  readonly place: { readonly subnetIds: string[]; readonly securityGroupIds: string[] } | undefined;
  readonly codeSigningConfigArn: string;
  readonly logsKeyArn: string;
  readonly secretsKeyArn: string;
  readonly alarmTopicArn: string;
};

/** Callers use this alias, never a version or the newest code. */
const aliasName = 'live';

/**
 * A function on Node.js 24 and arm64: signed code, traced, logging as JSON to a group of its own, its environment encrypted,
 * called through the alias `live`.
 */
export class LambdaFunction extends Construct {
  readonly id: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly reservedConcurrency: number;
  /** The newest version, known once applied. */
  readonly version: string;
  /** May write its log and trace, and what it is granted further. */
  readonly role: ServiceRole;
  /** What callers call. ARNs are spelled out, so that documents that contain them can be read before anything exists. */
  readonly alias: { readonly name: string; readonly arn: string; readonly invokeArn: string };
  readonly errors: Alarm;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { region, functions } = stack.stage;
    this.id = props.id;
    this.functionName = stack.named(props.id);
    this.functionArn = stack.arnOf('lambda', `function:${this.functionName}`);
    this.reservedConcurrency = props.reservedConcurrency;
    const arn = `${this.functionArn}:${aliasName}`;
    this.alias = {
      name: aliasName,
      arn,
      invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    };
    this.role = new ServiceRole(this, 'role', {
      name: `${props.id}-function`,
      service: 'lambda.amazonaws.com',
      description: `What the function ${props.id} may do`,
    });
    this.role.allow(traces, ...(props.place ? networkStatements(this.functionArn) : []));
    const created = this.#function(props);
    this.version = created.version;
    const alias = new LambdaAlias(this, 'alias', {
      name: aliasName,
      functionName: created.functionName,
      functionVersion: created.version,
      // CodeDeploy moves it on after the first time.
      ...(functions.release === 'canary'
        ? { lifecycle: { ignoreChanges: ['function_version', 'routing_config'] } }
        : {}),
    });
    if (props.warm > 0) {
      new LambdaProvisionedConcurrencyConfig(this, 'warm', {
        functionName: created.functionName,
        qualifier: alias.name,
        provisionedConcurrentExecutions: props.warm,
      });
    }
    this.errors = new Alarm(this, 'errors', {
      name: `${props.id}-errors`,
      description: `${this.functionName} crashes or runs out of time. Read /pos/${stack.stage.name}/functions/${props.id}; a release that causes it goes back by itself.`,
      topicArn: props.alarmTopicArn,
      metric: {
        namespace: 'AWS/Lambda',
        name: 'Errors',
        dimensions: { FunctionName: this.functionName, Resource: `${this.functionName}:${aliasName}` },
        statistic: 'Sum',
        periodSeconds: 60,
      },
      threshold: 0,
      periods: { of: 5, breaching: 2 },
    });
  }

  #function(props: LambdaFunctionProps): AwsLambdaFunction {
    const { runtime, place, code } = props;
    const logs = new EncryptedLogGroup(this, 'log', {
      name: `/pos/${stageStackOf(this).stage.name}/functions/${props.id}`,
      keyArn: props.logsKeyArn,
    });
    logs.grantWrite(this.role);
    return new AwsLambdaFunction(this, 'function', {
      functionName: this.functionName,
      description: props.summary.slice(0, 256),
      role: this.role.arn,
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      ...code,
      codeSigningConfigArn: props.codeSigningConfigArn,
      memorySize: runtime.memoryMb,
      timeout: runtime.timeoutSeconds,
      reservedConcurrentExecutions: props.reservedConcurrency,
      publish: true,
      kmsKeyArn: props.secretsKeyArn,
      environment: { variables: { ...props.environment } },
      tracingConfig: { mode: 'Active' },
      loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
      ...(place ? { vpcConfig: place } : {}),
      // Lambda refuses a function in a network whose role cannot make interfaces.
      dependsOn: this.role.policies,
    });
  }
}

/** X-Ray's traces are no resources that a policy could name. */
const traces: Statement = { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] };

/** Lambda itself makes the interfaces of functions in a network, as their role; the code of the function may not. */
const networkStatements = (functionArn: string): Statement[] => {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    { actions, resources: ['*'] },
    {
      effect: 'Deny',
      actions,
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    },
  ];
};
