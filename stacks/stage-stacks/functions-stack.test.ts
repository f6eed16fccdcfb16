import { beforeAll, describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@pos/contract/contract.ts';
import { environmentOf } from '@pos/contract/derive/environment.ts';
import { NEEDS } from '@pos/contract/needs.ts';
import type { Need, NeedDeclaration } from '@pos/contract/needs.ts';
import { hostOf } from '@pos/contract/route.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { Runtime } from '@pos/contract/runtime.ts';
import { join } from 'node:path';
import { discoverStages } from '../stage/discover.ts';
import { proxyConnections } from '../stage/proxy-connections.ts';
import type { Stage } from '../stage/stage.ts';
import { grantsOf } from '../testing/role-grants.ts';
import { readBent } from '../testing/stages.ts';
import { readJson, synthesize } from '../testing/synthesized.ts';
import type { Attributes, Policy, Synthesized } from '../testing/synthesized.ts';

let app: Synthesized;
let stages: readonly Stage[];
beforeAll(async () => {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  stages = [...definitions.map((definition) => definition.read({})), readBent()];
  app = synthesize(stages);
}, 300_000);

type Hosted = {
  readonly id: string;
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
  readonly isConsumer: boolean;
};

const routes: readonly Hosted[] = Object.values(CONTRACT.routes)
  .filter((route) => hostOf(route) === 'lambda')
  .map((route) => ({ ...route, isConsumer: false }));
const consumers: readonly Hosted[] = Object.values(CONTRACT.consumers).map((consumer) => ({
  ...consumer,
  isConsumer: true,
}));
const hosted = [...routes, ...consumers];

const needsOf = ({ needs }: Hosted): readonly NeedDeclaration[] => needs.map((need) => NEEDS[need]);
const usesDatabase = (each: Hosted) => needsOf(each).some(({ reaches }) => reaches.includes('database'));
const stageNamed = (name: string): Stage => stages.find((stage) => stage.name === name) ?? readBent();
const byName = (stage: string, type: string, key: string) =>
  new Map(app.all(`${stage}-functions`, type).map((each) => [String(each[key]), each]));
const functionOf = (stage: string, { id }: Hosted): Attributes =>
  byName(stage, 'aws_lambda_function', 'function_name').get(`pos-${stage}-${id}`) ?? {};
const environmentVariables = (attributes: Attributes) =>
  (attributes['environment'] as { variables: Record<string, string> }).variables;

/**
 * Shortens references to the name of the resource that they refer to. CDKTF leaves out the part `log` of an id if the part
 * before it ends in `log`.
 */
const short = (grant: string): string =>
  grant
    .replaceAll(/\$\{element\(split\(':', [^)]*\), 6\)\}/g, '<proxy>')
    .replaceAll(/\$\{[^}]*aws_secretsmanager_secret([a-z-]+)_secret_[^}]*\}/g, 'secret:$1')
    .replaceAll(/\$\{[^}]*aws_kms_key([a-z-]+)-key_[^}]*\}/g, 'key:$1')
    .replaceAll(/\$\{aws_cloudwatch_log_group\.([a-z-]+?)(?:_log)?_group_[^}]*\}/g, 'log:$1');

function expectedGrants(stage: string, each: Hosted): readonly string[] {
  const declared = needsOf(each);
  const secrets = declared.flatMap((need) => Object.values(need.secrets ?? {}));
  const interfaces = [
    'CreateNetworkInterface',
    'DeleteNetworkInterface',
    'DescribeNetworkInterfaces',
    'DescribeSubnets',
    'AssignPrivateIpAddresses',
    'UnassignPrivateIpAddresses',
  ];
  const queue = `arn:aws:sqs:us-east-1:000000000000:pos-${stage}-${each.id}`;
  return [
    ...new Set([
      'xray:PutTraceSegments on *',
      'xray:PutTelemetryRecords on *',
      `logs:CreateLogStream on log:${each.id}:*`,
      `logs:PutLogEvents on log:${each.id}:*`,
      ...(declared.some(({ grants }) => grants.includes('database-connect'))
        ? ['rds-db:connect on arn:aws:rds-db:us-east-1:000000000000:dbuser:<proxy>/registry_app']
        : []),
      ...(declared.some(({ grants }) => grants.includes('producer-events-put'))
        ? [`events:PutEvents on arn:aws:events:us-east-1:000000000000:event-bus/pos-${stage}-events`]
        : []),
      ...secrets.flatMap((name) => [`secretsmanager:GetSecretValue on secret:${name}`, 'kms:Decrypt on key:secrets']),
      ...(usesDatabase(each) ? interfaces.flatMap((action) => [`ec2:${action} on *`, `not ec2:${action} on *`]) : []),
      ...(each.isConsumer
        ? [
            ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'].map(
              (action) => `sqs:${action} on ${queue}`,
            ),
            'kms:Decrypt on key:messages',
          ]
        : []),
    ]),
  ].sort();
}

describe.each(['dev', 'prod', 'test'])('functions of %s', (stage) => {
  it('exist for every consumer and every route that no container hosts, and for nothing else', () => {
    expect([...byName(stage, 'aws_lambda_function', 'function_name').keys()].sort()).toEqual(
      hosted.map(({ id }) => `pos-${stage}-${id}`).sort(),
    );
  });

  it.each(hosted.map((each) => [each.id, each] as const))('%s has exactly the rights of its needs', (id, each) => {
    expect(grantsOf(app, `${stage}-functions`, `pos-${stage}-${id}-function`).map(short).sort()).toEqual(
      expectedGrants(stage, each),
    );
  });

  it.each(hosted.map((each) => [each.id, each] as const))('%s has exactly the environment of its needs', (_, each) => {
    const given = environmentVariables(functionOf(stage, each));
    const schema = environmentOf(each.needs);
    expect(Object.keys(given).filter((name) => !(name in schema.shape))).toEqual([]);
    const filled = Object.entries(given).map(([name, value]) => [
      name,
      value.includes('secretsmanager') ? 'arn:aws:secretsmanager:us-east-1:000000000000:secret:one' : value,
    ]);
    expect(schema.safeParse(Object.fromEntries(filled)).error?.issues).toBeUndefined();
  });

  it('run Node.js 24 on arm64, traced, from signed code, with an encrypted environment and a log group each', () => {
    for (const each of hosted) {
      const made = functionOf(stage, each);
      const { memoryMb, timeoutSeconds } = each.runtime ?? DEFAULT_RUNTIME;
      expect(made).toMatchObject({
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        handler: 'index.handler',
        memory_size: memoryMb,
        timeout: timeoutSeconds,
        publish: true,
        tracing_config: { mode: 'Active' },
      });
      expect([made['s3_key'], made['code_signing_config_arn'], made['kms_key_arn']].map(String)).toEqual([
        expect.stringContaining('signed_object[0].s3[0].key'),
        expect.stringContaining('aws_lambda_code_signing_config'),
        expect.stringContaining('aws_kms_keysecrets'),
      ]);
    }
    const logs = app.all(`${stage}-functions`, 'aws_cloudwatch_log_group');
    expect(logs.map(({ name }) => name).sort()).toEqual(hosted.map(({ id }) => `/pos/${stage}/functions/${id}`).sort());
    for (const log of logs)
      expect(log).toMatchObject({
        retention_in_days: stageNamed(stage).watch.logDays,
        kms_key_id: expect.stringContaining('aws_kms_keylogs'),
      });
  });

  it('sign every archive from an object version in a versioned bucket', () => {
    const jobs = app.all(`${stage}-functions`, 'aws_signer_signing_job');
    expect(jobs).toHaveLength(hosted.length);
    for (const upload of app.all(`${stage}-functions`, 'aws_s3_object'))
      expect(upload['depends_on']).toEqual([expect.stringContaining('aws_s3_bucket_versioning')]);
    for (const job of jobs)
      expect(job).toMatchObject({
        ignore_signing_job_failure: false,
        source: { s3: { version: expect.stringContaining('version_id') } },
      });
    expect(app.only(`${stage}-functions`, 'aws_s3_bucket_versioning')).toMatchObject({
      versioning_configuration: { status: 'Enabled' },
    });
  });

  it('are inside the network exactly when they use the database', () => {
    for (const each of hosted)
      expect([each.id, functionOf(stage, each)['vpc_config'] !== undefined]).toEqual([each.id, usesDatabase(each)]);
  });

  it('have no route to the internet when they use only the database', () => {
    const groups = Object.entries(app.stacks[`${stage}-functions`]?.resource?.['aws_security_group'] ?? {});
    const [closed] = groups.find(([, group]) => group['name'] === `pos-${stage}-functions`) ?? [];
    const out = app
      .all(`${stage}-functions`, 'aws_vpc_security_group_egress_rule')
      .filter((rule) => String(rule['security_group_id']).includes(`.${closed}.`));
    expect(out.map(({ from_port: from, to_port: to }) => [from, to])).toEqual([[5432, 5432]]);
    const members = hosted.filter((each) =>
      JSON.stringify(functionOf(stage, each)['vpc_config'] ?? '').includes(`.${closed}.`),
    );
    const within = hosted.filter(
      (each) =>
        usesDatabase(each) &&
        !needsOf(each).some(({ reaches, secrets }) => reaches.includes('internet') || secrets !== undefined),
    );
    expect(members.map(({ id }) => id)).toEqual(within.map(({ id }) => id));
  });

  it('use keys only through the service of the grant', () => {
    const statements = app
      .all(`${stage}-functions`, 'aws_iam_role_policy')
      .flatMap(({ policy }) => (readJson(String(policy)) as Policy).Statement);
    const keys = statements.filter(({ Action }) => Action.some((action) => action.startsWith('kms:')));
    expect(keys.length).toBeGreaterThan(0);
    for (const { Condition } of keys)
      expect(Object.keys((Condition as { StringEquals: object }).StringEquals)).toEqual([
        expect.stringMatching(/^kms:(ViaService|EncryptionContext:SecretARN)$/),
      ]);
  });

  it('together hold no more connections than the proxy has', () => {
    const reserved = hosted.map((each) => ({
      each,
      of: Number(functionOf(stage, each)['reserved_concurrent_executions']),
    }));
    for (const { each, of } of reserved) expect([each.id, of >= (each.isConsumer ? 2 : 1)]).toEqual([each.id, true]);
    const connections = reserved.filter(({ each }) => usesDatabase(each)).reduce((sum, { of }) => sum + of, 0);
    expect(connections).toBeLessThanOrEqual(proxyConnections(stageNamed(stage).data.instanceClass));
  });

  it('are called through the alias live and have an alarm on their errors', () => {
    expect(app.all(`${stage}-functions`, 'aws_lambda_alias').map(({ name }) => name)).toEqual(hosted.map(() => 'live'));
    const alarms = byName(stage, 'aws_cloudwatch_metric_alarm', 'alarm_name');
    for (const { id } of hosted) {
      expect(alarms.get(`pos-${stage}-${id}-errors`)).toMatchObject({
        namespace: 'AWS/Lambda',
        metric_name: 'Errors',
        dimensions: { FunctionName: `pos-${stage}-${id}`, Resource: `pos-${stage}-${id}:live` },
      });
    }
  });
});

describe('a release', () => {
  it('of production shifts 10 % first and rolls back when an alarm of the function rises', () => {
    const groups = byName('prod', 'aws_codedeploy_deployment_group', 'deployment_group_name');
    expect([...groups.keys()].sort()).toEqual(hosted.map(({ id }) => `pos-prod-${id}`).sort());
    for (const { id, isConsumer } of hosted) {
      expect(groups.get(`pos-prod-${id}`)).toMatchObject({
        deployment_config_name: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        auto_rollback_configuration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
        alarm_configuration: {
          enabled: true,
          alarms: expect.arrayContaining([
            expect.stringContaining(`${id}_errors`),
            ...(isConsumer ? [] : [expect.stringContaining(`${id}-server-errors`)]),
          ]),
        },
      });
    }
    for (const alias of app.all('prod-functions', 'aws_lambda_alias'))
      expect(alias).toMatchObject({ lifecycle: { ignore_changes: ['function_version', 'routing_config'] } });
  });

  it('of development moves the alias at once', () => {
    expect(app.all('dev-functions', 'aws_codedeploy_deployment_group')).toEqual([]);
    for (const alias of app.all('dev-functions', 'aws_lambda_alias'))
      expect([alias['lifecycle'], String(alias['function_version'])]).toEqual([
        undefined,
        expect.stringContaining('.version}'),
      ]);
  });

  it('provisions concurrency for latency-critical functions in production, x402 and proofs among them, and none in development', () => {
    const warm = app
      .all('prod-functions', 'aws_lambda_provisioned_concurrency_config')
      .map(({ function_name: name }) => /aws_lambda_function\.([a-z-]+)_function/.exec(String(name))?.[1]);
    expect(warm.sort()).toEqual(
      hosted
        .filter(({ runtime }) => runtime?.latencyCritical)
        .map(({ id }) => id)
        .sort(),
    );
    expect(warm).toEqual(expect.arrayContaining(['settle-payment', 'verify-payment', 'verify-proof']));
    expect(app.all('dev-functions', 'aws_lambda_provisioned_concurrency_config')).toEqual([]);
  });
});

it('is deployed after the maintenance stack and before the stacks that call functions', () => {
  for (const { name } of stages) {
    for (const user of ['compute', 'functions']) expect(app.before(`${name}-${user}`)).toContain(`${name}-maintenance`);
    for (const caller of ['api', 'events']) expect(app.before(`${name}-${caller}`)).toContain(`${name}-functions`);
  }
});

it('publishes lambda_zk_verifier_arn', () => {
  expect(app.stacks['dev-functions']?.output?.['lambda_zk_verifier_arn']?.value).toBe(
    'arn:aws:lambda:us-east-1:000000000000:function:pos-dev-verify-proof:live',
  );
});

it('names the setting and the cure when functions outnumber the connections', () => {
  const crowded = readBent((settings) => Object.assign(settings.functions, { databaseConcurrency: 3 }));
  expect(() => synthesize([crowded])).toThrow(
    /functions\.databaseConcurrency is 3, too little for \d+ functions.*Raise it/,
  );
}, 300_000);
