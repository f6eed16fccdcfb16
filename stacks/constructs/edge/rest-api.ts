import { Fn } from 'cdktf';
import { ApiGatewayAccount } from '@cdktf/provider-aws/lib/api-gateway-account/index.js';
import { ApiGatewayDeployment } from '@cdktf/provider-aws/lib/api-gateway-deployment/index.js';
import { ApiGatewayMethodSettings } from '@cdktf/provider-aws/lib/api-gateway-method-settings/index.js';
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api/index.js';
import { ApiGatewayStage } from '@cdktf/provider-aws/lib/api-gateway-stage/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type RestApiProps = {
  /** Full name of the API: `apiName(stage)`. */
  readonly name: string;
  /** The whole API as OpenAPI 3.0 with the extensions of API Gateway: `restApiBody`. */
  readonly body: object;
  /**
   * Paths whose GET responses API Gateway may cache, and for how many seconds. Ignored if `api.cacheGb` of the stage is
   * null.
   */
  readonly cached: readonly { readonly path: string; readonly seconds: number }[];
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/** Fields of an access log entry: the caller, the route and the outcome. No header and no part of a body is logged. */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  apiKeyId: '$context.identity.apiKeyId',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integration.status',
  responseBytes: '$context.responseLength',
  refusal: '$context.error.responseType',
  refusedBecause: '$context.error.validationErrorString',
  firewall: '$context.waf.status',
});

/**
 * A regional REST API that is defined by its OpenAPI body. Terraform redeploys it only if the body changes. The API is
 * traced, logged and throttled.
 */
export class RestApi extends Construct {
  readonly apiId: string;
  readonly executionArn: string;
  readonly stageName: string;
  readonly stageArn: string;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    const { stage } = stageStackOf(this);
    const api = new ApiGatewayRestApi(this, 'api', {
      name: props.name,
      body: JSON.stringify(props.body),
      putRestApiMode: 'overwrite',
      // API Gateway would create a documentation part for every description. The descriptions are served at
      // /openapi.json instead.
      parameters: { ignore: 'documentation' },
      failOnWarnings: false,
      disableExecuteApiEndpoint: true,
      endpointConfiguration: { types: ['REGIONAL'] },
      lifecycle: { createBeforeDestroy: true },
    });
    const deployment = new ApiGatewayDeployment(this, 'deployment', {
      restApiId: api.id,
      triggers: { body: Fn.sha1(api.body) },
      lifecycle: { createBeforeDestroy: true },
    });
    const accessLog = new EncryptedLogGroup(this, 'access-log', {
      name: `/pos/${stage.name}/api-access`,
      keyArn: props.logsKeyArn,
    });
    const executionLog = new EncryptedLogGroup(this, 'execution-log', {
      name: `API-Gateway-Execution-Logs_${api.id}/${stage.name}`,
      keyArn: props.logsKeyArn,
    });
    const made = new ApiGatewayStage(this, 'stage', {
      restApiId: api.id,
      deploymentId: deployment.id,
      stageName: stage.name,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: accessLog.arn, format: accessLogFormat },
      cacheClusterEnabled: stage.api.cacheGb !== null,
      ...(stage.api.cacheGb === null ? {} : { cacheClusterSize: stage.api.cacheGb }),
      dependsOn: [this.#mayLog(), executionLog.created],
    });
    this.apiId = api.id;
    this.executionArn = api.executionArn;
    this.stageName = made.stageName;
    this.stageArn = made.arn;
    this.#settings(props);
    this.#alarm(props);
  }

  /** API Gateway writes logs with one role for the whole account and region. */
  #mayLog(): ApiGatewayAccount {
    const role = new ServiceRole(this, 'log-role', {
      name: 'api-logs',
      service: 'apigateway.amazonaws.com',
      description: 'API Gateway writes its logs',
    });
    const policy = new IamRolePolicyAttachment(this, 'log-policy', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    });
    return new ApiGatewayAccount(this, 'account', { cloudwatchRoleArn: role.arn, dependsOn: [policy] });
  }

  #settings({ cached }: RestApiProps): void {
    const { methodRatePerSecond, methodBurst, cacheGb } = stageStackOf(this).stage.api;
    const common = {
      loggingLevel: 'ERROR',
      dataTraceEnabled: false,
      metricsEnabled: true,
      throttlingRateLimit: methodRatePerSecond,
      throttlingBurstLimit: methodBurst,
    };
    const of = (id: string, methodPath: string, cache: object) =>
      new ApiGatewayMethodSettings(this, `settings-${id}`, {
        restApiId: this.apiId,
        stageName: this.stageName,
        methodPath,
        settings: { ...common, ...cache },
      });
    of('all', '*/*', { cachingEnabled: false, cacheDataEncrypted: true });
    if (cacheGb === null) return;
    for (const { path, seconds } of cached) {
      // A caller without permission cannot invalidate the cache with a `cache-control` header.
      const cache = {
        cachingEnabled: true,
        cacheDataEncrypted: true,
        cacheTtlInSeconds: seconds,
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITHOUT_RESPONSE_HEADER',
      };
      of(path, `${path.replaceAll('/', '~1')}/GET`, cache);
    }
  }

  #alarm({ name, alarmTopicArn }: RestApiProps): void {
    new Alarm(this, 'errors', {
      name: 'gateway-5xx',
      description:
        'The API answered more than 10 requests with 5xx within five minutes. The access log names the route and what the gateway refused.',
      topicArn: alarmTopicArn,
      metric: {
        namespace: 'AWS/ApiGateway',
        name: '5XXError',
        dimensions: { ApiName: name, Stage: this.stageName },
        statistic: 'Sum',
        periodSeconds: 300,
      },
      threshold: 10,
    });
  }
}
