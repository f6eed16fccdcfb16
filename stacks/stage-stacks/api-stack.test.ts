import { beforeAll, describe, expect, it } from '@jest/globals';
import { acceptedScopes } from '@pos/contract/access.ts';
import { CONTRACT } from '@pos/contract/contract.ts';
import { operationIdOf, placesOf, type RoutePlace } from '@pos/contract/places.ts';
import { CORS, preflightHeaders } from '@pos/contract/cors.ts';
import { bodyTypeOf, DEFAULT_BODY_LIMIT_BYTES, hostOf, isMetered } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { isProblemCode, PROBLEMS } from '@pos/contract/problem.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import { join } from 'node:path';
import { discoverStages } from '../stage/discover.ts';
import type { Stage } from '../stage/stage.ts';
import { anyMethod, apiBody, mapped } from '../testing/api-body.ts';
import type { ApiBody, Operation } from '../testing/api-body.ts';
import { refusalOf } from '../testing/firewall.ts';
import { readBent } from '../testing/stages.ts';
import { synthesize } from '../testing/synthesized.ts';
import type { Synthesized } from '../testing/synthesized.ts';

const routes: readonly RoutePlace[] = Object.values(CONTRACT.routes).flatMap(placesOf);
const cacheable = routes.filter(
  ({ method, access, cacheSeconds, page }) =>
    method === 'GET' && access.kind === 'open' && cacheSeconds !== undefined && page === undefined,
);

let app: Synthesized;
let stages: readonly Stage[];
beforeAll(async () => {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  stages = [...definitions.map((definition) => definition.read({})), readBent()];
  app = synthesize(stages);
}, 300_000);

const stageNamed = (name: string): Stage => stages.find((stage) => stage.name === name) ?? readBent();

const operationOf = (body: ApiBody, { method, path }: RouteDeclaration): Operation => {
  const found = body.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`The API has no ${method} ${path}.`);
  return found;
};

const servedUnder = (method: string): readonly string[] => (method === 'GET' ? ['GET', 'HEAD'] : [method]);

describe.each(['dev', 'prod', 'test'])('the API of %s', (stage) => {
  const body = () => apiBody(app, stage);
  const only = (type: string) => app.only(`${stage}-api`, type);
  const all = (type: string) => app.all(`${stage}-api`, type);

  it('has every route of the contract and no other', () => {
    const placed = Object.entries(body().paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { operationId }]) =>
        operationId === undefined ? [] : [`${operationId} ${method.toUpperCase()} ${path}`],
      ),
    );
    expect(placed.sort()).toEqual(
      routes.map((place) => `${operationIdOf(place)} ${place.method} ${place.path}`).sort(),
    );
  });

  it('uses only what API Gateway reads: OpenAPI 3.0.1 and its naming rules', () => {
    expect(body().openapi).toBe('3.0.1');
    for (const name of Object.keys(body().components.schemas)) expect(name).toMatch(/^[A-Za-z0-9]+$/);
    // A name fills a whole segment.
    for (const path of Object.keys(body().paths)) expect(path).toMatch(/^\/$|^(\/([\w.:-]+|\{\w+\}))+$/);
  });

  it('requires a token with the scope, or states why the route is open', () => {
    for (const route of routes) {
      const { security, 'x-open-because': because } = operationOf(body(), route);
      // Routes for marketplaces also require an API key.
      const key = isMetered(route) ? { apiKey: [] } : {};
      const expected =
        route.access.kind === 'open'
          ? [[], route.access.because]
          : [[{ accessToken: acceptedScopes(route.access), ...key }], undefined];
      expect([route.id, security, because]).toEqual([route.id, ...expected]);
    }
    expect(routes.filter(isMetered).length).toBeGreaterThan(0);
    expect(body().components.securitySchemes['accessToken']).toMatchObject({
      name: 'Authorization',
      'x-amazon-apigateway-authorizer': {
        type: 'cognito_user_pools',
        providerARNs: [expect.stringMatching(/^\$\{aws_cognito_user_pool\..*\.arn\}$/)],
      },
    });
  });

  it('routes each path to the alias of its function, or over the VPC link to the container', () => {
    for (const route of routes) {
      const integration = operationOf(body(), route)['x-amazon-apigateway-integration'];
      const wanted =
        hostOf(route) === 'lambda'
          ? {
              type: 'aws_proxy',
              httpMethod: 'POST',
              uri: expect.stringMatching(
                new RegExp(
                  `:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:\\d{12}:function:pos-${stage}-${route.id}:live/invocations$`,
                ),
              ),
            }
          : {
              type: 'http_proxy',
              httpMethod: route.method,
              uri: `https://${stageNamed(stage).domain.origin}${route.path}`,
              connectionType: 'VPC_LINK',
              connectionId: expect.stringContaining('aws_apigatewayv2_vpc_link'),
              integrationTarget: expect.stringContaining('-compute'),
            };
      expect([route.id, integration]).toEqual([route.id, expect.objectContaining(wanted)]);
    }
  });

  it('answers HEAD on every GET with the same backend, access and parameters', () => {
    for (const [path, operations] of Object.entries(body().paths)) {
      const { get, head } = operations;
      expect([path, head === undefined]).toEqual([path, get === undefined]);
      if (get === undefined || head === undefined) continue;
      const { operationId: _, 'x-amazon-apigateway-integration': read, ...described } = get;
      const { 'x-amazon-apigateway-integration': integration, ...same } = head;
      expect(same).toEqual(described);
      expect(integration).toEqual({ ...read, ...(read.type === 'http_proxy' ? { httpMethod: 'HEAD' } : {}) });
    }
  });

  it('may invoke each function for its own route only', () => {
    const permitted = all('aws_lambda_permission').map((each) => [
      each['function_name'],
      each['qualifier'],
      String(each['source_arn']).replaceAll(/\$\{[^}]*\.(\w+)\}/g, '<$1>'),
    ]);
    const expected = routes
      .filter((route) => hostOf(route) === 'lambda')
      .flatMap(({ id, method, path }) =>
        servedUnder(method).map((each) => [
          `pos-${stage}-${id}`,
          'live',
          `<execution_arn>/<stage_name>/${each}${path.replaceAll(/\{\w+\}/g, '*')}`,
        ]),
      );
    expect(permitted.sort()).toEqual(expected.sort());
  });

  it('passes the identity of the caller to the container and overwrites forged headers', () => {
    for (const route of routes.filter((each) => hostOf(each) === 'container')) {
      const { requestParameters } = operationOf(body(), route)['x-amazon-apigateway-integration'];
      const claims =
        route.access.kind === 'open'
          ? ["''", "''"]
          : ['context.authorizer.claims.client_id', 'context.authorizer.claims.scope'];
      const key = isMetered(route) ? 'context.identity.apiKeyId' : "''";
      const headers = ['client-id', 'scopes', 'api-key-id', 'request-id'].map(
        (name) => requestParameters?.[`integration.request.header.x-pos-${name}`],
      );
      expect([route.id, ...headers]).toEqual([route.id, ...claims, key, 'context.requestId']);
    }
  });

  it('streams event streams for up to 900 seconds and buffers other answers for up to 29', () => {
    const transfers = routes.map((route) => {
      const { responseTransferMode, timeoutInMillis } = operationOf(body(), route)['x-amazon-apigateway-integration'];
      return [route.id, responseTransferMode, timeoutInMillis];
    });
    const streams = routes
      .filter(({ responses }) => JSON.stringify(responses).includes('text/event-stream'))
      .map(({ id }) => id);
    expect(streams).toContain('stream-events');
    expect(transfers).toEqual(
      routes.map(({ id }) => (streams.includes(id) ? [id, 'STREAM', 900_000] : [id, undefined, 29_000])),
    );
  });

  it('validates parameters and bodies before it invokes anything', () => {
    const { schemas } = body().components;
    expect(body()['x-amazon-apigateway-request-validators']).toEqual({
      parameters: { validateRequestParameters: true, validateRequestBody: false },
      everything: { validateRequestParameters: true, validateRequestBody: true },
    });
    for (const route of routes) {
      const operation = operationOf(body(), route);
      const model = operation.requestBody?.content[bodyTypeOf(route)]?.schema.$ref.replace('#/components/schemas/', '');
      expect([
        route.id,
        operation['x-amazon-apigateway-request-validator'],
        model !== undefined && model in schemas,
      ]).toEqual([route.id, route.body ? 'everything' : 'parameters', route.body !== undefined]);
      const path = operation.parameters?.filter((parameter) => parameter.in === 'path');
      expect(path?.map(({ name, required }) => [`{${name}}`, required])).toEqual(
        [...route.path.matchAll(/\{\w+\}/g)].map(([name]) => [name, true]),
      );
    }
  });

  it('refuses with problems of the catalogue, readable across origins, payment headers included', () => {
    const responses = Object.entries(body()['x-amazon-apigateway-gateway-responses']);
    expect(responses).toHaveLength(21);
    for (const [type, { statusCode, responseParameters, responseTemplates }] of responses) {
      // API Gateway fills in its own message as a JSON string.
      const document = JSON.parse(
        (responseTemplates['application/problem+json'] ?? '').replace('$context.error.messageString', '"filled in"'),
      ) as Record<string, unknown>;
      const { code } = document;
      if (!isProblemCode(code))
        throw new Error(`${type} answers ${String(code)}, which is not in the problem catalogue.`);
      const { status, title, cure } = PROBLEMS[code];
      expect([type, statusCode, document]).toEqual([
        type,
        status,
        expect.objectContaining({
          type: `urn:problem-type:pos-registry:${code}`,
          title,
          status,
          cure,
          instance: 'urn:request:$context.requestId',
        }),
      ]);
      expect(mapped(responseParameters)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': CORS.exposeHeaders.join(', '),
        'x-request-id': 'context.requestId',
        'cache-control': 'no-store',
        link: `<https://${stageNamed(stage).domain.api}/problems/${code}>; rel="help"`,
      });
      expect([type, 'retry-after' in mapped(responseParameters)]).toEqual([type, [429, 503, 504].includes(status)]);
    }
  });

  it('answers preflight requests and unsupported methods', () => {
    for (const [path, operations] of Object.entries(body().paths)) {
      const preflight = operations['options']?.['x-amazon-apigateway-integration'].responses?.default;
      expect([path, preflight?.statusCode, mapped(preflight?.responseParameters ?? {})]).toEqual([
        path,
        '204',
        { ...preflightHeaders(), 'x-request-id': 'context.requestId' },
      ]);
      const other = operations[anyMethod]?.['x-amazon-apigateway-integration'].responses?.default;
      const methods = routes.filter((route) => route.path === path).flatMap(({ method }) => servedUnder(method));
      expect([path, other?.statusCode, mapped(other?.responseParameters ?? {})['allow']]).toEqual([
        path,
        '405',
        [...methods, 'OPTIONS'].join(', '),
      ]);
    }
  });

  it('is redeployed when its body changes, and only then', () => {
    const [api] = Object.keys(app.stacks[`${stage}-api`]?.resource?.['aws_api_gateway_rest_api'] ?? {});
    expect(only('aws_api_gateway_deployment')).toMatchObject({
      triggers: { body: `\${sha1(aws_api_gateway_rest_api.${api}.body)}` },
      lifecycle: { create_before_destroy: true },
    });
    expect(only('aws_api_gateway_rest_api')).toMatchObject({ put_rest_api_mode: 'overwrite' });
    expect(only('aws_api_gateway_stage')).not.toHaveProperty('variables');
  });

  it('answers only under its own domain name, over TLS 1.2', () => {
    const { domain } = stageNamed(stage);
    expect(only('aws_api_gateway_rest_api')).toMatchObject({
      disable_execute_api_endpoint: true,
      endpoint_configuration: { types: ['REGIONAL'] },
    });
    expect(only('aws_api_gateway_domain_name')).toMatchObject({
      domain_name: domain.api,
      security_policy: 'TLS_1_2',
      regional_certificate_arn: expect.stringContaining('certificate'),
    });
    expect(only('aws_api_gateway_base_path_mapping')).not.toHaveProperty('base_path');
    expect(all('aws_route53_record').map(({ name }) => name)).toContain(domain.api);
    expect(app.stacks[`${stage}-api`]?.output).toMatchObject({ api_gateway_url: { value: `https://${domain.api}` } });
    expect(app.stacks[`${stage}-functions`]?.output).toHaveProperty('lambda_zk_verifier_arn');
  });

  it('admits everybody over TLS and nobody without TLS', () => {
    expect(body()['x-amazon-apigateway-policy'].Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    ]);
  });

  it('is traced, and logs caller and route under the log key but no header and no body', () => {
    const { access_log_settings: log, xray_tracing_enabled: traced } = only('aws_api_gateway_stage') as {
      access_log_settings: { format: string };
      xray_tracing_enabled: boolean;
    };
    expect(traced).toBe(true);
    expect(log.format).toContain('$context.requestId');
    expect(log.format).not.toMatch(/header|\$input|body/i);
    const groups = all('aws_cloudwatch_log_group');
    expect(groups.map(({ name }) => String(name).replace(/\$\{[^}]*\}/, 'ID')).sort()).toEqual([
      `/pos/${stage}/api-access`,
      `API-Gateway-Execution-Logs_ID/${stage}`,
      `aws-waf-logs-pos-${stage}-api`,
    ]);
    for (const group of groups) expect(String(group['kms_key_id'])).toContain('logs-key');
  });

  it('throttles each method and traces no data', () => {
    const { methodRatePerSecond, methodBurst } = stageNamed(stage).api;
    for (const { settings } of all('aws_api_gateway_method_settings')) {
      expect(settings).toMatchObject({
        throttling_rate_limit: methodRatePerSecond,
        throttling_burst_limit: methodBurst,
        data_trace_enabled: false,
        logging_level: 'ERROR',
        metrics_enabled: true,
      });
    }
  });

  it('has the scopes of the contract and the clients of the stage', () => {
    const scopes = all('aws_cognito_resource_server').flatMap((server) =>
      (server['scope'] as { scope_name: string }[]).map(
        ({ scope_name: name }) => `${String(server['identifier'])}/${name}`,
      ),
    );
    expect(scopes.sort()).toEqual(Object.keys(SCOPES).sort());
    const clients = all('aws_cognito_user_pool_client').map((client) => ({
      name: client['name'],
      scopes: client['allowed_oauth_scopes'],
    }));
    const wanted = stageNamed(stage).api.clients.map(({ name, scopes: of }) => ({
      name: `pos-${stage}-${name}`,
      scopes: of,
    }));
    expect(clients).toEqual(expect.arrayContaining(wanted));
    expect(clients).toHaveLength(wanted.length);
    for (const client of all('aws_cognito_user_pool_client')) {
      expect(client).toMatchObject({
        generate_secret: true,
        allowed_oauth_flows: ['client_credentials'],
        allowed_oauth_flows_user_pool_client: true,
        enable_token_revocation: true,
        prevent_user_existence_errors: 'ENABLED',
      });
    }
    expect(only('aws_cognito_user_pool')).toMatchObject({
      admin_create_user_config: { allow_admin_create_user_only: true },
    });
  });

  it('passes its token endpoint to functions', () => {
    const host = `${String(only('aws_cognito_user_pool_domain')['domain'])}.auth.us-east-1.amazoncognito.com`;
    expect(app.text[`${stage}-functions`]).toContain(`"TOKEN_URL": "https://${host}/oauth2/token"`);
  });

  it('gives each marketplace a key with 10,000 requests a minute', () => {
    expect(only('aws_api_gateway_usage_plan')).toMatchObject({
      throttle_settings: { rate_limit: 166, burst_limit: 330 },
    });
    expect(
      all('aws_api_gateway_api_key')
        .map(({ customer_id: customer }) => customer)
        .sort(),
    ).toEqual([...stageNamed(stage).api.marketplaces].sort());
    expect(all('aws_api_gateway_usage_plan_key')).toHaveLength(stageNamed(stage).api.marketplaces.length);
  });
});

describe.each(['dev', 'prod', 'test'])('the firewall of %s', (stage) => {
  const acl = () => app.only(`${stage}-api`, 'aws_wafv2_web_acl');
  const ask = (path: string, bodyBytes: number) =>
    refusalOf(acl(), { path, bodyBytes, headers: { 'content-length': String(bodyBytes) } });

  it('accepts bodies up to the limit of the contract and refuses longer ones like the function', () => {
    const paths = Map.groupBy(
      routes.filter(({ body }) => body !== undefined),
      ({ path }) => path,
    );
    for (const [template, of] of paths) {
      const limit = Math.max(...of.map(({ bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES }) => bodyLimitBytes));
      const path = template.replaceAll(/\{\w+\}/g, 'did%3Akey%3Az6Mk');
      expect([path, ask(path, limit)]).toEqual([path, undefined]);
      expect([path, ask(path, limit + 1)]).toEqual([
        path,
        {
          status: 413,
          document: expect.objectContaining({
            code: 'request-too-large',
            status: 413,
            detail: `This route takes ${limit} bytes.`,
          }),
        },
      ]);
    }
  });

  it('applies the default limit to undeclared paths', () => {
    expect(ask('/elsewhere', DEFAULT_BODY_LIMIT_BYTES + 1)).toMatchObject({ status: 413 });
    expect(ask('/elsewhere', DEFAULT_BODY_LIMIT_BYTES)).toBeUndefined();
  });

  it('allows a key, and an address, 10,000 requests a minute', () => {
    const rates = (acl()['rule'] as { statement: { rate_based_statement?: Record<string, unknown> } }[])
      .map(({ statement }) => statement.rate_based_statement)
      .filter((rate) => rate !== undefined);
    expect(
      rates.map(({ aggregate_key_type: by, limit, evaluation_window_sec: window }) => [by, limit, window]),
    ).toEqual([
      ['IP', 10_000, 60],
      ['CUSTOM_KEYS', 10_000, 60],
    ]);
  });

  it('stays within the capacity of one web ACL without surcharge', () => {
    // Web ACL capacity units of the managed groups and of one statement of each kind. Source: AWS WAF developer guide.
    const units: Readonly<Record<string, number>> = {
      AWSManagedRulesAmazonIpReputationList: 25,
      AWSManagedRulesAnonymousIpList: 50,
      AWSManagedRulesKnownBadInputsRuleSet: 200,
      AWSManagedRulesSQLiRuleSet: 200,
      AWSManagedRulesCommonRuleSet: 700,
    };
    const text = JSON.stringify(acl()['rule']);
    const managed = [...text.matchAll(/"managed_rule_group_statement":\{"name":"(\w+)"/g)].map(
      ([, name = '']) => units[name] ?? Number.NaN,
    );
    const own =
      3 * (text.match(/regex_match_statement/g) ?? []).length +
      (text.match(/size_constraint_statement/g) ?? []).length +
      2 * 2 +
      30;
    expect(managed.reduce((sum, each) => sum + each, 0) + own).toBeLessThan(1500);
    expect(managed).toHaveLength(Object.keys(units).length);
  });

  it('keeps tokens, keys and payments out of its log', () => {
    const { redacted_fields: fields } = app.only(`${stage}-api`, 'aws_wafv2_web_acl_logging_configuration') as {
      redacted_fields: { single_header: { name: string } }[];
    };
    expect(fields.map(({ single_header: header }) => header.name)).toEqual(
      expect.arrayContaining(['authorization', 'payment-signature', 'x-api-key']),
    );
  });
});

describe('the cache', () => {
  it('exists in production only, and keeps free answers for the time that the contract declares', () => {
    const cached = (stage: string) =>
      app
        .all(`${stage}-api`, 'aws_api_gateway_method_settings')
        .filter(({ settings }) => (settings as { caching_enabled: boolean }).caching_enabled);
    expect([cached('dev'), cached('test')]).toEqual([[], []]);
    expect(app.only('dev-api', 'aws_api_gateway_stage')).toMatchObject({ cache_cluster_enabled: false });
    const kept = cached('prod').map(({ method_path: path, settings }) => [
      path,
      (settings as { cache_ttl_in_seconds: number }).cache_ttl_in_seconds,
    ]);
    expect(kept.sort()).toEqual(
      cacheable.map(({ path, cacheSeconds }) => [`${path.replaceAll('/', '~1')}/GET`, cacheSeconds]).sort(),
    );
    expect(kept.length).toBeGreaterThan(0);
  });

  it('has every parameter of the route in its key', () => {
    for (const route of cacheable) {
      const { parameters = [], 'x-amazon-apigateway-integration': integration } = operationOf(
        apiBody(app, 'prod'),
        route,
      );
      const place = { path: 'path', query: 'querystring', header: 'header' } as Readonly<Record<string, string>>;
      expect(integration.cacheKeyParameters).toEqual(
        parameters.map((parameter) => `method.request.${place[parameter.in]}.${parameter.name}`),
      );
      expect(integration.cacheKeyParameters).toContain('method.request.header.if-none-match');
    }
  });
});

it('uses the certificate that the stage names instead of a new one', () => {
  const arn = 'arn:aws:acm:us-east-1:000000000000:certificate/01234567-89ab-cdef-0123-456789abcdef';
  const named = synthesize([readBent((settings) => (settings.domain['certificateArn'] = arn))]);
  expect(named.only('test-api', 'aws_api_gateway_domain_name')['regional_certificate_arn']).toBe(arn);
  expect(named.all('test-api', 'aws_acm_certificate')).toEqual([]);
}, 300_000);
