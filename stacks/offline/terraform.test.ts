/**
 * Runs Terraform on synthesized stacks, and on stacks with planted faults. Without terraform the run reports the
 * skipped tests by name.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithTerraform } from '../testing/with-terraform.ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSchema, usedTypes } from './load-schema.ts';
import { startProviderServer } from './provider-server.ts';
import type { ProviderServer } from './provider-server.ts';
import { terraform } from './terraform.ts';
import { synthesizeWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

type Json = { resource: Record<string, Record<string, Record<string, unknown>>>; output?: Record<string, unknown> };
type Fault = readonly [name: string, plant: (configuration: Json) => void, complaint: RegExp];

const first = (configuration: Json, type: string): Record<string, unknown> => {
  const found = Object.values(configuration.resource[type] ?? {})[0];
  if (!found) throw new Error(`The stack with the planted faults has no ${type}.`);
  return found;
};

const faults: readonly Fault[] = [
  [
    'an argument that does not exist',
    (c) => (first(c, 'aws_vpc')['cidr_blok'] = '10.0.0.0/16'),
    /Extraneous JSON object property/,
  ],
  [
    'a computed attribute in the configuration',
    (c) => (first(c, 'aws_vpc')['arn'] = 'arn:aws:ec2:::vpc'),
    /Value for unconfigurable attribute/,
  ],
  ['a missing required argument', (c) => delete first(c, 'aws_subnet')['vpc_id'], /Missing required argument/],
  ['a wrong type', (c) => (first(c, 'aws_vpc')['enable_dns_support'] = ['yes']), /Incorrect attribute value type/],
  [
    'a second block where one is allowed',
    (c) => (first(c, 'aws_vpc_endpoint')['timeouts'] = [{ create: '1m' }, { create: '2m' }]),
    /Duplicate timeouts block/,
  ],
  [
    'a reference to nothing',
    (c) => (first(c, 'aws_subnet')['vpc_id'] = '${aws_vpc.elsewhere.id}'),
    /Reference to undeclared resource/,
  ],
  [
    'a reference to an attribute that does not exist',
    (c) => (first(c, 'aws_subnet')['vpc_id'] = `\${aws_vpc.${Object.keys(c.resource['aws_vpc'] ?? {})[0]}.ident}`),
    /Unsupported attribute/,
  ],
  [
    'a value that an argument does not accept',
    (c) => (first(c, 'aws_flow_log')['traffic_type'] = 'EVERYTHING'),
    /expected traffic_type to be one of ACCEPT, REJECT, ALL, got EVERYTHING/,
  ],
  [
    'a value that an argument of a block does not accept',
    (c) =>
      Object.assign(c.resource, {
        aws_s3_bucket_ownership_controls: { one: { bucket: 'b', rule: [{ object_ownership: 'Everybody' }] } },
      }),
    /expected rule.object_ownership to be one of/,
  ],
  [
    'a number out of range',
    (c) => (first(c, 'aws_cloudwatch_log_group')['retention_in_days'] = 100),
    /expected retention_in_days to be one of/,
  ],
  ['a resource type that does not exist', (c) => (c.resource['aws_vpcs'] = { one: {} }), /Invalid resource type/],
  [
    'a cycle',
    (c) =>
      (first(c, 'aws_vpc')['cidr_block'] =
        `\${aws_subnet.${Object.keys(c.resource['aws_subnet'] ?? {})[0]}.cidr_block}`),
    /Cycle:/,
  ],
  [
    'a secret in a stored argument',
    (c) => {
      Object.assign(c, { ephemeral: { aws_secretsmanager_random_password: { leak: {} } } });
      c.resource['aws_ssm_parameter'] = {
        leak: {
          name: 'leak',
          type: 'String',
          value: '${ephemeral.aws_secretsmanager_random_password.leak.random_password}',
        },
      };
    },
    /Invalid use of ephemeral value/,
  ],
];

describeWithTerraform('every stack', 'stacks/offline/terraform.test.ts', () => {
  let workspace: Workspace;
  let server: ProviderServer;

  beforeAll(async () => {
    workspace = await synthesizeWorkspace('dev');
    const used = usedTypes(workspace.stacks.map(({ file }) => file));
    server = await startProviderServer(
      loadSchema({
        ...used,
        resources: new Set([...used.resources, 'aws_ssm_parameter', 'aws_s3_bucket_ownership_controls']),
      }),
    );
  });
  afterAll(() => {
    server.close();
    workspace.remove();
  });

  it('accepts the database with its ephemeral password', async () => {
    const data = workspace.stacks.find(({ name }) => name === 'dev-data');
    const folder = data?.folder ?? '';
    expect((await terraform(folder, server.reattach, ['init', '-input=false'])).code).toBe(0);
    expect((await terraform(folder, server.reattach, ['validate'])).output).toContain('Success');
  });

  it.each(faults)('finds %s', async (_, plant, complaint) => {
    const network = workspace.stacks.find(({ name }) => name === 'dev-network');
    const configuration = JSON.parse(readFileSync(network?.file ?? '', 'utf8')) as Json;
    plant(configuration);
    const folder = mkdtempSync(join(tmpdir(), 'pos-fault-'));
    try {
      writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(configuration));
      const init = await terraform(folder, server.reattach, ['init', '-input=false', '-backend=false']);
      const validated = init.code === 0 ? await terraform(folder, server.reattach, ['validate']) : init;
      expect(validated.code).not.toBe(0);
      expect(validated.output.replace(/\s+│?\s*/g, ' ')).toMatch(complaint);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('plans, applies, finds no changes and destroys', async () => {
    const bootstrap = workspace.stacks.find(({ name }) => name === 'dev-bootstrap');
    const run = (...args: string[]) => terraform(bootstrap?.folder ?? '', server.reattach, args);
    await run('init', '-input=false');
    expect((await run('apply', '-auto-approve')).output).toContain('Apply complete! Resources: 17 added');
    expect(await run('plan', '-detailed-exitcode')).toMatchObject({
      code: 0,
      output: expect.stringContaining('No changes'),
    });
    expect((await run('destroy', '-auto-approve')).output).toContain('17 destroyed');
  });
});
