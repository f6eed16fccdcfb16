/** At least one violation for every policy rule, which the rule must find. The file is long because it is data. */
import type { StackConfiguration } from '../policy/stage-graph.ts';

type Bendable = Record<string, unknown>;
export type Stacks = Record<
  string,
  Omit<StackConfiguration, 'resource' | 'output'> & {
    resource?: Record<string, Record<string, Bendable>>;
    output?: Record<string, { value: string }>;
  }
>;

type Planted = { readonly rule: string; readonly mistake: string; readonly plant: (stacks: Stacks) => void };

/** Adds a resource to a stack, and the stack when it does not exist. */
function put(stacks: Stacks, stack: string, type: string, name: string, attributes: Bendable): void {
  const configuration = (stacks[stack] ??= {
    terraform: { backend: { s3: { bucket: 'planted', key: stack, encrypt: true, use_lockfile: true } } },
  });
  ((configuration.resource ??= {})[type] ??= {})[name] = attributes;
}

/** The attributes of the first resource of a type whose logical name begins with `name`. */
function take(stacks: Stacks, stack: string, type: string, name = ''): Bendable {
  const found = Object.entries(stacks[stack]?.resource?.[type] ?? {}).find(([each]) => each.startsWith(name))?.[1];
  if (!found) throw new Error(`${stack} has no ${type} ${name}: plant the violation elsewhere.`);
  return found;
}

const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const setting = (name: string, value: string): string =>
  JSON.stringify([{ name: 'api', image: 'none', environment: [{ name, value }] }]);
const container = (stacks: Stacks, definitions: string): void =>
  put(stacks, 'dev-compute', 'aws_ecs_task_definition', 'planted', {
    family: 'planted',
    container_definitions: definitions,
  });

/** Adds an API with one operation, in which `operation` overrides members of a valid one. */
function api(stacks: Stacks, operation: object, more: object = {}): void {
  const sound = {
    operationId: 'get-agent',
    security: [{ accessToken: ['registry/read'] }],
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:pos-dev-get-agent:live/invocations',
    },
  };
  const body = {
    openapi: '3.0.1',
    paths: { '/planted': { get: { ...sound, ...operation } } },
    components: {
      securitySchemes: {
        accessToken: { type: 'apiKey', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } },
      },
    },
    ...more,
  };
  put(stacks, 'dev-api', 'aws_api_gateway_rest_api', 'planted', { name: 'planted', body: JSON.stringify(body) });
}

const queue = { name: 'pos-dev-planted', kms_master_key_id: '${aws_kms_key.none.arn}' };
const stage = { rest_api_id: '${aws_api_gateway_rest_api.planted.id}', stage_name: 'v1' };
const planted = '${aws_api_gateway_stage.planted.arn}';

export const plantedViolations: readonly Planted[] = [
  {
    rule: 'O1',
    mistake: 'two stages that share a state',
    plant: (s) => Object.assign(s['prod-data']?.terraform.backend['s3'] ?? {}, s['dev-data']?.terraform.backend['s3']),
  },
  {
    rule: 'O1',
    mistake: 'a state without a lock',
    plant: (s) => Object.assign(s['dev-data']?.terraform.backend['s3'] ?? {}, { use_lockfile: false }),
  },
  {
    rule: 'O2',
    mistake: 'a target without a dead-letter queue',
    plant: (s) =>
      put(s, 'dev-events', 'aws_cloudwatch_event_target', 'planted', {
        rule: 'x',
        arn: '${aws_sqs_queue.planted.arn}',
        retry_policy: { maximum_retry_attempts: 3 },
      }),
  },
  {
    rule: 'O2',
    mistake: 'a function as target',
    plant: (s) =>
      put(s, 'dev-events', 'aws_cloudwatch_event_target', 'planted', {
        rule: 'x',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:planted',
      }),
  },
  {
    rule: 'O2-mappings',
    mistake: 'a queue without a dead-letter queue before a function',
    plant: (s) => {
      put(s, 'dev-events', 'aws_sqs_queue', 'planted', queue);
      put(s, 'dev-events', 'aws_lambda_event_source_mapping', 'planted', {
        event_source_arn: '${aws_sqs_queue.planted.arn}',
        function_name: 'x',
        function_response_types: ['ReportBatchItemFailures'],
      });
    },
  },
  {
    rule: 'O2-alarms',
    mistake: 'a dead-letter queue without an alarm',
    plant: (s) => {
      put(s, 'dev-events', 'aws_sqs_queue', 'planted', {
        ...queue,
        redrive_policy: '{"deadLetterTargetArn":"${aws_sqs_queue.planted-dead.arn}","maxReceiveCount":5}',
      });
      put(s, 'dev-events', 'aws_sqs_queue', 'planted-dead', { ...queue, name: 'pos-dev-planted-dead' });
    },
  },
  {
    rule: 'O3',
    mistake: 'a topic that admits everybody',
    plant: (s) =>
      put(s, 'dev-observability', 'aws_sns_topic_policy', 'planted', {
        arn: 'x',
        policy: policy({ Effect: 'Allow', Principal: '*', Action: ['sns:Publish'], Resource: ['*'] }),
      }),
  },
  {
    rule: 'O3',
    mistake: 'a condition that does not limit the caller',
    plant: (s) =>
      put(s, 'dev-observability', 'aws_sns_topic_policy', 'planted', {
        arn: 'x',
        policy: policy({
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'sns:Publish',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
      }),
  },
  {
    rule: 'O3-services',
    mistake: 'a queue that EventBridge fills for any account',
    plant: (s) =>
      put(s, 'dev-security', 'aws_sqs_queue_policy', 'planted', {
        queue_url: 'x',
        policy: policy({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: '*',
        }),
      }),
  },
  {
    rule: 'O3-functions',
    mistake: 'a function that any API may call',
    plant: (s) =>
      put(s, 'dev-functions', 'aws_lambda_permission', 'planted', {
        action: 'lambda:InvokeFunction',
        function_name: 'x',
        principal: 'apigateway.amazonaws.com',
      }),
  },
  {
    rule: 'O4',
    mistake: 'a password in the state',
    plant: (s) => Object.assign(take(s, 'dev-data', 'aws_db_instance'), { password: 'correct horse battery staple' }),
  },
  {
    rule: 'O4',
    mistake: 'a connection string with a password',
    plant: (s) =>
      Object.assign(take(s, 'dev-data', 'aws_db_instance'), {
        tags: { Url: 'postgres://owner:hunter22@db.example/registry' },
      }),
  },
  {
    rule: 'O4',
    mistake: 'a Solana key as an array of bytes',
    plant: (s) => container(s, setting('SEED', JSON.stringify(Array.from({ length: 64 }, (_, index) => index)))),
  },
  {
    rule: 'O4-outputs',
    mistake: 'a password as an output',
    plant: (s) =>
      Object.assign((s['dev-data'] as { output: Bendable }).output, {
        planted: { value: '${random_password.master.result}' },
      }),
  },
  {
    rule: 'O4-settings',
    mistake: 'a secret as a plain variable',
    plant: (s) => container(s, setting('WEBHOOK_SECRET', 'hunter2')),
  },
  {
    rule: 'O4-settings',
    mistake: 'a DATABASE_URL',
    plant: (s) => container(s, setting('DATABASE_URL', 'postgres://db/registry')),
  },
  {
    rule: 'O5',
    mistake: 'an endpoint as a host',
    plant: (s) =>
      container(
        s,
        setting(
          'DATABASE_HOST',
          `\${aws_db_instance.${Object.keys(s['dev-data']?.resource?.['aws_db_instance'] ?? {})[0]}.endpoint}`,
        ),
      ),
  },
  {
    rule: 'O6',
    mistake: 'a secret that is deleted at once',
    plant: (s) => Object.assign(take(s, 'prod-data', 'aws_secretsmanager_secret'), { recovery_window_in_days: 0 }),
  },
  { rule: 'O7', mistake: 'a path without a preflight', plant: (s) => api(s, {}) },
  {
    rule: 'O7-errors',
    mistake: 'errors of the gateway without payment headers',
    plant: (s) =>
      api(
        s,
        {},
        {
          'x-amazon-apigateway-gateway-responses': {
            DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } },
          },
        },
      ),
  },
  {
    rule: 'O7-logs',
    mistake: "payments in the firewall's log",
    plant: (s) =>
      put(s, 'dev-api', 'aws_wafv2_web_acl_logging_configuration', 'planted', {
        redacted_fields: [{ single_header: { name: 'authorization' } }],
      }),
  },
  {
    rule: 'O8',
    mistake: 'an operation without a token',
    plant: (s) => api(s, { operationId: 'planted', security: [] }),
  },
  {
    rule: 'O8',
    mistake: 'an open operation that the contract protects',
    plant: (s) => api(s, { operationId: 'register-agent', security: [] }),
  },
  {
    rule: 'O8',
    mistake: 'the scope of another operation',
    plant: (s) => api(s, { operationId: 'register-agent', security: [{ accessToken: ['registry/embeds.read'] }] }),
  },
  {
    rule: 'O8',
    mistake: 'a metered operation without an API key',
    plant: (s) => api(s, { operationId: 'embed-scores', security: [{ accessToken: ['registry/embeds.read'] }] }),
  },
  { rule: 'O8', mistake: 'a token without a scope', plant: (s) => api(s, { security: [{ accessToken: [] }] }) },
  {
    rule: 'O9',
    mistake: 'tasks that reach the load balancer without API Gateway',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_vpc_security_group_ingress_rule', 'planted', {
        security_group_id: groupOf(s, 'balancer'),
        referenced_security_group_id: groupOf(s, 'worker-group'),
        from_port: 443,
        to_port: 443,
        ip_protocol: 'tcp',
      }),
  },
  {
    rule: 'O9',
    mistake: 'a load balancer on the internet',
    plant: (s) => Object.assign(take(s, 'prod-compute', 'aws_lb'), { internal: false }),
  },
  {
    rule: 'O10',
    mistake: 'production in one zone',
    plant: (s) => Object.assign(take(s, 'prod-data', 'aws_db_instance', 'database'), { multi_az: false }),
  },
  {
    rule: 'O10',
    mistake: 'development with the settings of production',
    plant: (s) => Object.assign(take(s, 'dev-data', 'aws_db_instance', 'database'), { multi_az: true }),
  },
  {
    rule: 'X1',
    mistake: 'an unused security group',
    plant: (s) => put(s, 'dev-network', 'aws_security_group', 'planted', { name: 'planted' }),
  },
  {
    rule: 'X2',
    mistake: 'an egress rule without its ingress rule',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_vpc_security_group_egress_rule', 'planted', {
        security_group_id: groupOf(s, 'worker-group'),
        referenced_security_group_id: groupOf(s, 'api-group'),
        from_port: 9000,
        to_port: 9000,
        ip_protocol: 'tcp',
      }),
  },
  {
    rule: 'X2-outside',
    mistake: 'SSH from anywhere',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_vpc_security_group_ingress_rule', 'planted', {
        security_group_id: groupOf(s, 'api-group'),
        cidr_ipv4: '0.0.0.0/0',
        from_port: 22,
        to_port: 22,
        ip_protocol: 'tcp',
      }),
  },
  {
    rule: 'X3',
    mistake: 'logs under a key that does not admit CloudWatch Logs',
    plant: (s) =>
      put(s, 'dev-security', 'aws_cloudwatch_log_group', 'planted', {
        name: 'planted',
        kms_key_id: keyOf(s, 'secrets-key'),
      }),
  },
  {
    rule: 'X3',
    mistake: 'a queue under a key of AWS',
    plant: (s) =>
      put(s, 'dev-events', 'aws_sqs_queue', 'planted', { name: 'planted', kms_master_key_id: 'alias/aws/sqs' }),
  },
  {
    rule: 'X3-publishers',
    mistake: 'a topic whose publisher may not use its key',
    plant: (s) => {
      put(s, 'dev-security', 'aws_sns_topic', 'planted', {
        name: 'planted',
        kms_master_key_id: keyOf(s, 'secrets-key'),
      });
      put(s, 'dev-security', 'aws_sns_topic_policy', 'planted', {
        arn: '${aws_sns_topic.planted.arn}',
        policy: policy({
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com'] },
          Action: ['sns:Publish'],
          Resource: ['x'],
          Condition: { StringEquals: { 'aws:SourceAccount': '1' } },
        }),
      });
    },
  },
  {
    rule: 'X4',
    mistake: 'a password that never rotates',
    plant: (s) => delete s['dev-data']?.resource?.['aws_secretsmanager_secret_rotation'],
  },
  {
    rule: 'X5',
    mistake: 'a right on a bus that no stack creates',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_iam_role_policy', 'planted', {
        role: 'x',
        policy: policy({
          Effect: 'Allow',
          Action: ['events:PutEvents'],
          Resource: ['arn:aws:events:us-east-1:000000000000:event-bus/pos-dev-evnts'],
        }),
      }),
  },
  {
    rule: 'X5-alarms',
    mistake: 'an alarm on a misspelt queue',
    plant: (s) =>
      put(s, 'dev-observability', 'aws_cloudwatch_metric_alarm', 'planted', {
        dimensions: { QueueName: 'pos-dev-quue' },
      }),
  },
  {
    rule: 'X5-events',
    mistake: 'a rule for an undeclared event',
    plant: (s) =>
      put(s, 'dev-events', 'aws_cloudwatch_event_rule', 'planted', {
        event_bus_name: 'pos-dev-events',
        event_pattern: JSON.stringify({ source: ['pos.x402'], 'detail-type': [{ prefix: 'SettlementConfirmd.' }] }),
      }),
  },
  {
    rule: 'X6',
    mistake: 'a program that may read every secret',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_iam_role_policy', 'planted', {
        role: 'x',
        policy: policy({ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: ['*'] }),
      }),
  },
  {
    rule: 'X6',
    mistake: 'a program that may do everything with a queue',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_iam_role_policy', 'planted', {
        role: 'x',
        policy: policy({ Effect: 'Allow', Action: ['sqs:*'], Resource: ['arn:aws:sqs:us-east-1:000000000000:x'] }),
      }),
  },
  {
    rule: 'X6-escalation',
    mistake: 'a program that may extend its own rights',
    plant: (s) =>
      put(s, 'dev-compute', 'aws_iam_role_policy', 'planted', {
        role: 'x',
        policy: policy({
          Effect: 'Allow',
          Action: ['iam:PutRolePolicy'],
          Resource: ['arn:aws:iam::000000000000:role/x'],
        }),
      }),
  },
  { rule: 'X7', mistake: 'a body without a validator', plant: (s) => api(s, { requestBody: { required: true } }) },
  {
    rule: 'X7-integrations',
    mistake: 'an operation that calls $LATEST',
    plant: (s) =>
      api(s, {
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${aws_lambda_function.x.arn}/invocations',
        },
      }),
  },
  {
    rule: 'X8',
    mistake: 'an API without a firewall',
    plant: (s) => put(s, 'dev-api', 'aws_api_gateway_stage', 'planted', stage),
  },
  {
    rule: 'X8',
    mistake: 'a firewall that only counts',
    plant: (s) => {
      put(s, 'dev-api', 'aws_api_gateway_stage', 'planted', stage);
      put(s, 'dev-api', 'aws_wafv2_web_acl_association', 'planted', {
        resource_arn: planted,
        web_acl_arn: '${aws_wafv2_web_acl.planted.arn}',
      });
      put(s, 'dev-api', 'aws_wafv2_web_acl', 'planted', { rule: [{ name: 'sqli', override_action: { count: {} } }] });
    },
  },
  {
    rule: 'X8-plans',
    mistake: 'a usage plan without a limit',
    plant: (s) => put(s, 'dev-api', 'aws_api_gateway_usage_plan', 'planted', { name: 'planted' }),
  },
  {
    rule: 'X9',
    mistake: 'more executions of a function than connections',
    plant: (s) =>
      put(s, 'dev-functions', 'aws_lambda_function', 'planted', {
        function_name: 'planted',
        reserved_concurrent_executions: 500,
        environment: { variables: { DATABASE_HOST: 'x' } },
      }),
  },
  {
    rule: 'X10',
    mistake: 'a function without a log group',
    plant: (s) =>
      put(s, 'dev-functions', 'aws_lambda_function', 'planted', {
        function_name: 'planted',
        reserved_concurrent_executions: 1,
      }),
  },
  {
    rule: 'X10-alias',
    mistake: 'a caller of $LATEST',
    plant: (s) => {
      put(s, 'dev-functions', 'aws_lambda_function', 'planted', { function_name: 'planted', publish: true });
      put(s, 'dev-functions', 'aws_lambda_permission', 'planted', {
        function_name: '${aws_lambda_function.planted.function_name}',
        principal: 'apigateway.amazonaws.com',
        source_arn: 'x',
      });
    },
  },
  {
    rule: 'X10-ways',
    mistake: 'a function in the network without an egress rule',
    plant: (s) =>
      put(s, 'dev-functions', 'aws_lambda_function', 'planted', {
        function_name: 'planted',
        vpc_config: { subnet_ids: [], security_group_ids: ['${aws_security_group.planted.id}'] },
      }),
  },
  {
    rule: 'X11',
    mistake: 'a cache for every method',
    plant: (s) =>
      put(s, 'dev-api', 'aws_api_gateway_method_settings', 'planted', {
        method_path: '*/*',
        settings: { caching_enabled: true, cache_data_encrypted: true },
      }),
  },
  {
    rule: 'X12',
    mistake: 'a missing output',
    plant: (s) => delete (s['dev-data'] as { output: Bendable }).output['rds_endpoint'],
  },
];

const logical = (stacks: Stacks, stack: string, type: string, name: string): string => {
  const found = Object.keys(stacks[stack]?.resource?.[type] ?? {}).find((each) => each.startsWith(name));
  if (found === undefined) throw new Error(`${stack} has no ${type} ${name}: plant the violation elsewhere.`);
  return found;
};

const groupOf = (stacks: Stacks, name: string): string =>
  `\${aws_security_group.${logical(stacks, 'dev-compute', 'aws_security_group', name)}.id}`;
const keyOf = (stacks: Stacks, name: string): string =>
  `\${aws_kms_key.${logical(stacks, 'dev-security', 'aws_kms_key', name)}.arn}`;
