/**
 * Routes that are added to a copy of the contract appear in the API, its authorizer, preflight, firewall and
 * permissions.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { metered, open, scope } from '@pos/contract/access.ts';
import { CONTRACT, contractOf, type Contract } from '@pos/contract/contract.ts';
import { isMetered, route } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { App } from 'cdktf';
import * as z from 'zod';
import { ApiStack } from '../stage-stacks/api-stack.ts';
import { anyMethod, apiBody, mapped } from '../testing/api-body.ts';
import type { ApiBody, Operation } from '../testing/api-body.ts';
import { refusalOf } from '../testing/firewall.ts';
import { readBent } from '../testing/stages.ts';
import { synthesize } from '../testing/synthesized.ts';
import type { Synthesized } from '../testing/synthesized.ts';

const putHonour = route({
  id: 'put-honour',
  method: 'PUT',
  path: '/honours/{name}',
  summary: 'Grant an honour of ${worth} or %{more}',
  params: z.object({ name: z.string() }),
  headers: z.object({ 'if-match': z.string() }),
  body: z.object({ reason: z.string().regex(/^[${}]+$/) }),
  bodyLimitBytes: 300_000,
  responses: { 200: z.object({}) },
  problems: [],
  access: scope('registry/agents.write'),
  needs: ['database'],
});
const getHonour = route({
  id: 'get-honour',
  method: 'GET',
  path: '/honours/{name}',
  summary: 'An honour',
  params: z.object({ name: z.string() }),
  query: z.object({ year: z.coerce.number().optional() }),
  responses: { 200: z.object({}) },
  problems: [],
  access: open('Honours are public.'),
  needs: [],
  cacheSeconds: 9,
});
const rankHonours = route({
  id: 'rank-honours',
  method: 'POST',
  path: '/honours/ranks',
  summary: 'Many at once',
  body: z.object({ names: z.array(z.string()) }),
  bodyLimitBytes: 2_048,
  responses: { 200: z.object({}) },
  problems: [],
  access: metered('registry/embeds.read'),
  needs: [],
  safe: true,
});
const watchHonour = route({
  id: 'watch-honour',
  method: 'GET',
  path: '/honours/{name}/stream',
  summary: 'As they come',
  params: z.object({ name: z.string() }),
  responses: { 200: { contentType: 'text/event-stream', description: 'Honours.' } },
  problems: [],
  access: scope('registry/events.write'),
  needs: [],
  host: 'container',
});
const added: readonly RouteDeclaration[] = [putHonour, getHonour, rankHonours, watchHonour];

/** The contract with an additional slice that contains these routes. */
const withHonours = (routes: readonly RouteDeclaration[]): Contract =>
  contractOf([...CONTRACT.slices, { id: 'honours', tag: 'honours', summary: 'For this test.', routes }]);

let before: Synthesized;
let after: Synthesized;
let body: ApiBody;
beforeAll(() => {
  const stage = readBent((settings) => (settings.api['cacheGb'] = '0.5'));
  before = synthesize([stage]);
  after = synthesize([stage], withHonours(added));
  body = apiBody(after, 'test');
}, 300_000);

const operation = (path: string, method: string): Operation =>
  body.paths[path]?.[method] ?? { security: [], 'x-amazon-apigateway-integration': { type: 'missing' } };

describe('a route added to the contract', () => {
  it('appears in the API under its path and method, and changes no other route', () => {
    const known = apiBody(before, 'test');
    expect(
      Object.keys(body.paths)
        .filter((path) => !(path in known.paths))
        .sort(),
    ).toEqual(['/honours/ranks', '/honours/{name}', '/honours/{name}/stream']);
    for (const [path, operations] of Object.entries(known.paths)) expect(body.paths[path]).toEqual(operations);
    expect(added.map(({ id, method, path }) => [id, operation(path, method.toLowerCase()).operationId])).toEqual(
      added.map(({ id }) => [id, id]),
    );
  });

  it('changes the body that triggers a deployment', () => {
    expect(after.only('test-api', 'aws_api_gateway_rest_api')['body']).not.toBe(
      before.only('test-api', 'aws_api_gateway_rest_api')['body'],
    );
    expect(after.only('test-api', 'aws_api_gateway_deployment')).toEqual(
      before.only('test-api', 'aws_api_gateway_deployment'),
    );
  });

  it('is authorized by its scope', () => {
    expect(operation('/honours/{name}', 'put').security).toEqual([{ accessToken: ['registry/agents.write'] }]);
    expect(operation('/honours/{name}/stream', 'get').security).toEqual([{ accessToken: ['registry/events.write'] }]);
    expect(operation('/honours/{name}', 'get')).toMatchObject({
      security: [],
      'x-open-because': 'Honours are public.',
    });
  });

  it('requires an API key where marketplaces call it', () => {
    expect(operation('/honours/ranks', 'post').security).toEqual([
      { accessToken: ['registry/embeds.read'], apiKey: [] },
    ]);
    expect(body.components.securitySchemes['apiKey']).toEqual({ type: 'apiKey', name: 'x-api-key', in: 'header' });
    expect(added.filter(isMetered)).toEqual([rankHonours]);
  });

  it('answers preflight requests and lists its methods', () => {
    expect(operation('/honours/{name}', 'options')['x-amazon-apigateway-integration']).toMatchObject({
      type: 'mock',
      responses: { default: { statusCode: '204' } },
    });
    expect(
      mapped(
        operation('/honours/{name}', anyMethod)['x-amazon-apigateway-integration'].responses?.default
          .responseParameters ?? {},
      )['allow'],
    ).toBe('PUT, GET, HEAD, OPTIONS');
  });

  it('is validated by its own schemas', () => {
    expect(operation('/honours/{name}', 'put')).toMatchObject({
      'x-amazon-apigateway-request-validator': 'everything',
      parameters: expect.arrayContaining([expect.objectContaining({ name: 'if-match', in: 'header', required: true })]),
    });
    expect(body.components.schemas['PutHonourBody']).toMatchObject({ type: 'object', required: ['reason'] });
    expect(operation('/honours/{name}', 'get')['x-amazon-apigateway-request-validator']).toBe('parameters');
  });

  it('accepts bodies up to its declared limit', () => {
    const acl = after.only('test-api', 'aws_wafv2_web_acl');
    const ask = (path: string, bodyBytes: number) =>
      refusalOf(acl, { path, bodyBytes, headers: { 'content-length': String(bodyBytes) } })?.status;
    expect([
      ask('/honours/one', 300_000),
      ask('/honours/one', 300_001),
      ask('/honours/ranks', 2_048),
      ask('/honours/ranks', 2_049),
    ]).toEqual([undefined, 413, undefined, 413]);
  });

  it('gets a permission where a function hosts it, and the VPC link where the container does', () => {
    const permitted = (app: Synthesized) =>
      app.all('test-api', 'aws_lambda_permission').map((each) => String(each['function_name']));
    expect(
      permitted(after)
        .filter((name) => !permitted(before).includes(name))
        .sort(),
    ).toEqual(['pos-test-get-honour', 'pos-test-get-honour', 'pos-test-put-honour', 'pos-test-rank-honours']);
    expect(operation('/honours/{name}/stream', 'get')['x-amazon-apigateway-integration']).toMatchObject({
      type: 'http_proxy',
      uri: 'https://origin.test.example/honours/{name}/stream',
      responseTransferMode: 'STREAM',
      requestParameters: {
        'integration.request.path.name': 'method.request.path.name',
        'integration.request.header.x-pos-client-id': 'context.authorizer.claims.client_id',
        'integration.request.header.x-pos-scopes': 'context.authorizer.claims.scope',
      },
    });
  });

  it('is cached for its declared time', () => {
    expect(
      after
        .all('test-api', 'aws_api_gateway_method_settings')
        .find(({ method_path: path }) => path === '~1honours~1{name}/GET'),
    ).toMatchObject({ settings: { caching_enabled: true, cache_ttl_in_seconds: 9 } });
    expect(operation('/honours/{name}', 'get')['x-amazon-apigateway-integration'].cacheKeyParameters).toEqual([
      'method.request.path.name',
      'method.request.querystring.year',
      'method.request.header.if-none-match',
    ]);
  });

  it('may contain text that Terraform would read as a template', () => {
    const text = String(after.only('test-api', 'aws_api_gateway_rest_api')['body']);
    expect(text).toContain('Grant an honour of $${worth} or %%{more}');
    expect(text).toContain('"pattern":"^[$$' + '{}]+$"');
  });
});

it.each([
  ['/ping', /put-honour has the path \/ping: API Gateway answers \/ping .* Change the path in the contract/],
  ['/honours/of-{name}', /put-honour has the path .*: API Gateway accepts .* a whole segment as \{name\}/],
] as const)(
  'is refused at synth under the path %s, with its name and the cure',
  (path, complaint) => {
    expect(() => synthesize([readBent()], withHonours([{ ...putHonour, path }]))).toThrow(complaint);
  },
  300_000,
);

it('is refused at synth by name when it has no function', () => {
  const props = {
    contract: CONTRACT,
    functions: { routes: {} },
    network: { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1'] },
    loadBalancer: { securityGroupId: 'sg-1', arn: 'arn:lb', host: 'origin.test.example' },
    logsKeyArn: 'arn:key',
    alarmTopicArn: 'arn:topic',
  };
  expect(
    () => new ApiStack(new App({ stackTraces: false }), { stage: readBent(), state: { kind: 's3' } }, props),
  ).toThrow(/The route [\w-]+ has no function: .* build the functions stack from the same contract/);
});
