import { beforeAll, describe, expect, it } from '@jest/globals';
import { environmentOf } from '@pos/contract/derive/environment.ts';
import { hostOf } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { SECRETS } from '@pos/contract/secrets.ts';
import { join } from 'node:path';
import { discoverStages } from './stage/discover.ts';
import { readJson, synthesize } from './testing/synthesized.ts';
import type { Attributes, Policy, Synthesized } from './testing/synthesized.ts';

let app: Synthesized;
beforeAll(async () => {
  const definitions = await discoverStages(join(import.meta.dirname, 'stages'));
  app = synthesize(definitions.map((definition) => definition.read({})));
}, 300_000);

type Container = {
  readonly name: string;
  readonly image: string;
  readonly readonlyRootFilesystem: boolean;
  readonly user: string;
  readonly environment: readonly { name: string; value: string }[];
  readonly secrets: readonly { name: string; valueFrom: string }[];
  readonly healthCheck?: object;
};

const text = (attributes: Attributes, name: string): string => String(attributes[name]);
const containers = (stack: string): readonly Container[] =>
  app
    .all(stack, 'aws_ecs_task_definition')
    .flatMap((task) => readJson(text(task, 'container_definitions')) as Container[]);

const everyContainer = (stage: string): readonly Container[] =>
  ['compute', 'maintenance'].flatMap((stack) => containers(`${stage}-${stack}`));

describe('every stack', () => {
  it('keeps its state under a key of its own, encrypted and locked by an object', () => {
    const backends = Object.values(app.stacks).map(({ terraform }) => terraform.backend['s3']);
    expect(new Set(backends.map((backend) => JSON.stringify([backend?.['bucket'], backend?.['key']]))).size).toBe(
      backends.length,
    );
    for (const backend of backends) expect(backend).toMatchObject({ encrypt: true, use_lockfile: true });
  });

  it('refuses every account but its own', () => {
    for (const { provider } of Object.values(app.stacks))
      expect(provider['aws']?.[0]).toMatchObject({ allowed_account_ids: ['000000000000'] });
  });

  it('exposes no secret: no output holds a password and no argument holds a plain password', () => {
    for (const [stack, json] of Object.entries(app.text)) {
      expect({ stack, found: /"(password|secret_string|master_password)":/.exec(json)?.[0] }).toEqual({
        stack,
        found: undefined,
      });
      for (const output of Object.values(app.stacks[stack]?.output ?? {}))
        expect(output.value).not.toMatch(/\.(secret_string|random_password|password)\b/);
    }
  });

  it('names everybody as principal only under a condition', () => {
    for (const [stack, { resource = {} }] of Object.entries(app.stacks)) {
      for (const attributes of Object.values(resource).flatMap((byName) => Object.values(byName))) {
        for (const key of ['policy', 'assume_role_policy']) {
          if (typeof attributes[key] !== 'string' || !attributes[key].startsWith('{"Version"')) continue;
          for (const statement of (readJson(attributes[key]) as Policy).Statement) {
            if (statement.Principal === '*')
              expect({ stack, conditioned: statement.Condition !== undefined }).toEqual({ stack, conditioned: true });
          }
        }
      }
    }
  });
});

describe.each(['dev', 'prod'])('%s network', (stage) => {
  it('has two public, two private and two database subnets over two zones', () => {
    const subnets = app.all(`${stage}-network`, 'aws_subnet');
    const tiers = subnets.map(({ tags }) => (tags as { Tier: string }).Tier).sort();
    expect(tiers).toEqual(['database', 'database', 'private', 'private', 'public', 'public']);
    expect(new Set(subnets.map((subnet) => subnet['availability_zone'])).size).toBe(2);
    expect(subnets.every((subnet) => subnet['map_public_ip_on_launch'] === false)).toBe(true);
  });

  it('gives database subnets no route out', () => {
    const routes = app.all(`${stage}-network`, 'aws_route').map((route) => text(route, 'route_table_id'));
    expect(routes.filter((table) => table.includes('database'))).toEqual([]);
  });

  it('opens port 8899 nowhere unless the stage names a validator', () => {
    for (const json of Object.entries(app.text).flatMap(([name, each]) => (name.startsWith(`${stage}-`) ? [each] : [])))
      expect(json).not.toContain('8899');
  });
});

it('creates one NAT gateway for development and one per zone for production', () => {
  expect(['dev', 'prod'].map((stage) => app.all(`${stage}-network`, 'aws_nat_gateway').length)).toEqual([1, 2]);
});

describe.each(['dev', 'prod'])('%s data', (stage) => {
  const primary = () => app.all(`${stage}-data`, 'aws_db_instance').find((each) => each['db_name'] !== undefined) ?? {};

  it('is PostgreSQL 15, encrypted, private, backed up, with a password that no state holds', () => {
    expect(primary()).toMatchObject({
      engine: 'postgres',
      engine_version: '15',
      db_name: 'registry',
      storage_encrypted: true,
      publicly_accessible: false,
      iam_database_authentication_enabled: true,
      skip_final_snapshot: false,
      delete_automated_backups: false,
      copy_tags_to_snapshot: true,
      password_wo_version: 1,
    });
    expect(primary()['final_snapshot_identifier']).toBe(`pos-${stage}-database-final`);
    expect(text(primary(), 'password_wo')).toContain('ephemeral.');
  });

  it('enforces TLS and logs slow statements without parameter values', () => {
    const parameters = app
      .all(`${stage}-data`, 'aws_db_parameter_group')
      .map(({ parameter }) =>
        Object.fromEntries((parameter as { name: string; value: string }[]).map(({ name, value }) => [name, value])),
      );
    for (const each of parameters) expect(each).toMatchObject({ 'rds.force_ssl': '1', log_parameter_max_length: '0' });
  });

  it('is reached through a proxy that requires IAM and TLS', () => {
    expect(app.only(`${stage}-data`, 'aws_db_proxy')).toMatchObject({
      default_auth_scheme: 'IAM_AUTH',
      require_tls: true,
    });
  });

  it('rotates the password every 90 days and keeps deleted secrets recoverable for at least 7 days', () => {
    expect(app.only(`${stage}-data`, 'aws_secretsmanager_secret_rotation')).toMatchObject({
      rotation_rules: { automatically_after_days: 90 },
    });
    for (const secret of app.all(`${stage}-data`, 'aws_secretsmanager_secret'))
      expect(Number(secret['recovery_window_in_days'])).toBeGreaterThanOrEqual(7);
    expect(app.all(`${stage}-data`, 'aws_secretsmanager_secret')).toHaveLength(Object.keys(SECRETS).length + 1);
  });

  it('publishes the proxy endpoint as rds_endpoint', () => {
    expect(app.stacks[`${stage}-data`]?.output?.['rds_endpoint']?.value).toMatch(/^\$\{aws_db_proxy\..*\.endpoint\}$/);
  });
});

it('replicates production to another region with its own key, subnets and backups', () => {
  const replica = app.all('prod-data', 'aws_db_instance').find((each) => each['replicate_source_db'] !== undefined);
  expect(replica).toMatchObject({
    region: 'us-west-2',
    storage_encrypted: true,
    multi_az: true,
    deletion_protection: true,
  });
  expect(
    app
      .all('prod-data', 'aws_db_subnet_group')
      .map(({ region }) => region)
      .sort(),
  ).toEqual(['us-west-2', undefined]);
  expect(app.all('prod-data', 'aws_backup_plan')[0]?.['rule']).toMatchObject([
    { copy_action: [{ lifecycle: { delete_after: 35 } }] },
  ]);
  expect(app.all('dev-data', 'aws_db_instance')).toHaveLength(1);
});

describe.each(['dev', 'prod'])('%s compute', (stage) => {
  it('runs images by digest, without root, on a read-only file system', () => {
    expect(
      everyContainer(stage)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['api', 'console', 'migrate', 'worker']);
    for (const container of everyContainer(stage)) {
      expect(container.image).toMatch(/@sha256:[0-9a-f]{64}$/);
      expect(container).toMatchObject({ readonlyRootFilesystem: true, user: '10001:10001' });
    }
  });

  it('gives services 256 CPU units, 512 MiB, a health check and a task role', () => {
    const tasks = app.all(`${stage}-compute`, 'aws_ecs_task_definition');
    for (const task of tasks) expect(task).toMatchObject({ cpu: '256', memory: '512', network_mode: 'awsvpc' });
    expect(tasks.every((task) => text(task, 'task_role_arn') !== text(task, 'execution_role_arn'))).toBe(true);
    expect(containers(`${stage}-compute`).filter(({ healthCheck }) => healthCheck)).toHaveLength(2);
  });

  it('gives the api the environment that its routes need', () => {
    const routes: readonly RouteDeclaration[] = Object.values(ROUTES).filter(
      (route: RouteDeclaration) => hostOf(route) === 'container',
    );
    const needed = environmentOf([...new Set(routes.flatMap(({ needs }) => needs))]);
    const api = containers(`${stage}-compute`).find(({ name }) => name === 'api');
    const given = Object.fromEntries(
      api?.environment.map(({ name, value }) => [
        name,
        value.includes('aws_secretsmanager_secret')
          ? 'arn:aws:secretsmanager:us-east-1:000000000000:secret:one'
          : value,
      ]) ?? [],
    );
    expect(routes.length).toBeGreaterThan(0);
    expect(needed.safeParse(given).error?.issues).toBeUndefined();
  });

  it('puts no secret into plain variables', () => {
    for (const { environment, secrets } of everyContainer(stage)) {
      for (const { name } of environment) expect(name).not.toMatch(/PASSWORD|SECRET$|TOKEN$|DATABASE_URL/);
      for (const { valueFrom } of secrets) expect(valueFrom).toContain('secret');
    }
  });

  it('migrates as the owner, directly at the database, before services are replaced', () => {
    const migrate = everyContainer(stage).find(({ name }) => name === 'migrate');
    const settings = Object.fromEntries(migrate?.environment.map(({ name, value }) => [name, value]) ?? []);
    expect(settings).toMatchObject({
      DATABASE_TLS: 'verify',
      DATABASE_CA_FILE: '/app/rds-global-bundle.pem',
      MIGRATIONS_DIRECTORY: '/app/migrations',
    });
    expect(settings['DATABASE_HOST']).toMatch(/aws_db_instance.*address/);
    expect(migrate?.secrets.map(({ name }) => name).sort()).toEqual(['DATABASE_PASSWORD', 'DATABASE_USER']);
    expect(app.before(`${stage}-compute`)).toContain(`${stage}-maintenance`);
  });

  it('scales to ten tasks at 70 % CPU and rolls back a failed deployment', () => {
    expect(app.all(`${stage}-compute`, 'aws_appautoscaling_policy')[0]).toMatchObject({
      target_tracking_scaling_policy_configuration: { target_value: 70 },
    });
    expect(
      Math.max(
        ...app.all(`${stage}-compute`, 'aws_appautoscaling_target').map((target) => Number(target['max_capacity'])),
      ),
    ).toBe(10);
    for (const service of app.all(`${stage}-compute`, 'aws_ecs_service')) {
      expect(service).toMatchObject({
        deployment_circuit_breaker: { enable: true, rollback: true },
        network_configuration: { assign_public_ip: false },
      });
    }
  });

  it('has an internal load balancer over TLS 1.2 and later that admits nobody by itself', () => {
    expect(app.only(`${stage}-compute`, 'aws_lb')).toMatchObject({ internal: true, drop_invalid_header_fields: true });
    expect(app.only(`${stage}-compute`, 'aws_lb_listener')).toMatchObject({ port: 443, protocol: 'HTTPS' });
    const balancer = text(app.only(`${stage}-compute`, 'aws_lb_target_group'), 'name');
    const into = app
      .all(`${stage}-compute`, 'aws_vpc_security_group_ingress_rule')
      .filter((rule) => text(rule, 'security_group_id').includes('balancer'));
    expect({ balancer, into }).toEqual({ balancer: `pos-${stage}-api`, into: [] });
  });

  it('allows a deployment session as long as its workflow requests', () => {
    const deploy = app.all(`${stage}-cicd`, 'aws_iam_role').find(({ name }) => name === `pos-${stage}-deploy`);
    expect(deploy).toMatchObject({ max_session_duration: 7200 });
  });

  it('publishes ecs_cluster_arn and ecr_repository_url', () => {
    expect(app.stacks[`${stage}-compute`]?.output).toHaveProperty('ecs_cluster_arn');
    expect(app.stacks[`${stage}-cicd`]?.output).toHaveProperty('ecr_repository_url');
  });
});

describe('watching', () => {
  it.each(['dev', 'prod'])('%s raises an alarm when reputation queries exceed 500 ms at p99', (stage) => {
    const alarm = app
      .all(`${stage}-observability`, 'aws_cloudwatch_metric_alarm')
      .find((each) => each['alarm_name'] === `pos-${stage}-get-score-latency`);
    expect(alarm).toMatchObject({
      extended_statistic: 'p99',
      threshold: 500,
      dimensions: { Resource: '/reputation/score', Method: 'GET' },
    });
  });

  it.each(['dev', 'prod'])('%s has a budget for the month and one for Fargate vCPU hours', (stage) => {
    expect(
      app
        .all(`${stage}-observability`, 'aws_budgets_budget')
        .map((budget) => budget['budget_type'])
        .sort(),
    ).toEqual(['COST', 'USAGE']);
  });

  it.each(['dev', 'prod'])('%s notifies a topic about every alarm, when it starts and when it ends', (stage) => {
    const alarms = Object.keys(app.stacks)
      .filter((name) => name.startsWith(`${stage}-`))
      .flatMap((name) => app.all(name, 'aws_cloudwatch_metric_alarm'));
    for (const alarm of alarms)
      expect(
        [alarm['alarm_actions'], alarm['ok_actions']].every(
          (actions) => Array.isArray(actions) && actions.length === 1,
        ),
      ).toBe(true);
  });
});

describe('enclaves', () => {
  it('exist in production only', () => {
    expect(Object.keys(app.stacks).filter((name) => name.endsWith('-tee'))).toEqual(['prod-tee']);
    expect(app.only('prod-tee', 'aws_launch_template')).toMatchObject({
      enclave_options: { enabled: true },
      metadata_options: { http_tokens: 'required' },
    });
  });

  it('are the only principals for which the key decrypts', () => {
    const { Statement } = readJson(text(app.only('prod-tee', 'aws_kms_key'), 'policy')) as Policy;
    const denied = Statement.find(({ Effect, Action }) => Effect === 'Deny' && Action.includes('kms:Decrypt'));
    expect(denied?.Condition).toEqual({
      StringNotEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': '0'.repeat(96) },
    });
  });
});

it('differs between development and production in protection and detection', () => {
  const setting = (stack: string, type: string, name: string) =>
    ['dev', 'prod'].map((stage) => app.all(`${stage}-${stack}`, type)[0]?.[name]);
  expect(setting('data', 'aws_db_instance', 'multi_az')).toEqual([false, true]);
  expect(setting('data', 'aws_db_instance', 'deletion_protection')).toEqual([false, true]);
  expect(setting('data', 'aws_db_instance', 'backup_retention_period')).toEqual([7, 35]);
  expect(setting('cicd', 'aws_lambda_code_signing_config', 'policies')).toEqual([
    { untrusted_artifact_on_deployment: 'Warn' },
    { untrusted_artifact_on_deployment: 'Enforce' },
  ]);
  expect(['dev', 'prod'].map((stage) => app.all(`${stage}-security`, 'aws_guardduty_detector').length)).toEqual([0, 1]);
});
