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

type LambdaFunctionProps = {
  /** Id of the route or consumer. The function becomes `pos-<stage>-<id>`. */
  readonly id: string;
  /** Description of the function. Lambda keeps the first 256 characters. */
  readonly summary: string;
  /** Signed archive of the bundle. */
  readonly code: SignedObject;
  /** Memory in MiB, timeout in seconds, and whether the function is latency-critical. */
  readonly runtime: Runtime;
  /** Environment variables. Secrets are passed as ARNs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Reserved concurrency. It is taken from the account's limit and is also the maximum of this function. */
  readonly reservedConcurrency: number;
  /** Number of initialised environments that Lambda keeps ready, paid by the hour. 0 keeps none. */
  readonly warm: number;
  /** Subnets and security groups. `undefined` runs the function outside the network. */
  readonly place: { readonly subnetIds: string[]; readonly securityGroupIds: string[] } | undefined;
  /** Configuration by which Lambda checks the signature of the code. */
  readonly codeSigningConfigArn: string;
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
  /** ARN of the key that encrypts secrets, images and Lambda environments: `SecurityStack.secretsKeyArn`. */
  readonly secretsKeyArn: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/** Callers use this alias, never a version number or `$LATEST`. */
const aliasName = 'live';

/**
 * A Lambda function on Node.js 24 and arm64: signed code, X-Ray tracing, JSON logs in a log group of its own, an
 * encrypted environment, and an alarm on its errors. It is called through the alias `live`.
 */
export class LambdaFunction extends Construct {
  readonly functionName: string;
  readonly functionArn: string;
  readonly reservedConcurrency: number;
  /** The version that the last apply published. Terraform knows it only after the apply. */
  readonly version: string;
  /** Role of the function. From the start it may write its log and its traces. */
  readonly role: ServiceRole;
  /**
   * The alias that callers use. The ARNs are literal strings, so that documents which contain them can be read before
   * anything is deployed.
   */
  readonly alias: { readonly name: string; readonly arn: string; readonly invokeArn: string };
  readonly errors: Alarm;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { region, functions } = stack.stage;
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
      // CodeDeploy moves the alias after the first deployment; Terraform must not move it back.
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
      // Lambda refuses to create a function in a network before its role may create network interfaces.
      dependsOn: this.role.policies,
    });
  }
}

/** X-Ray traces are not resources that a policy could name. */
const traces: Statement = { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] };

/**
 * Lambda creates the network interfaces of a function with the role of the function. The code of the function must not
 * use these rights, so the second statement denies them to it.
 */
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
