import { describe, expect, it } from '@jest/globals';
import { loadSchema } from './load-schema.ts';
import type { SchemaBlock } from './schema.ts';

const schema = loadSchema({
  resources: new Set([
    'aws_vpc',
    'aws_db_instance',
    'aws_ecs_service',
    'aws_acm_certificate',
    'aws_no_such_thing',
    'aws_security_group',
  ]),
  dataSources: new Set(['aws_caller_identity']),
  ephemerals: new Set(['aws_secretsmanager_random_password']),
});
const resource = (type: string): SchemaBlock => schema.resources[type] ?? { attributes: [], blocks: [] };
const attribute = (type: string, name: string) => resource(type).attributes.find((each) => each.name === name);

describe('the schema read from the bindings', () => {
  it('distinguishes optional, required and computed attributes', () => {
    expect(attribute('aws_vpc', 'arn')).toEqual({
      name: 'arn',
      type: 'string',
      required: false,
      optional: false,
      computed: true,
      writeOnly: false,
    });
    expect(attribute('aws_vpc', 'cidr_block')).toMatchObject({ optional: true, computed: true });
    expect(attribute('aws_ecs_service', 'name')).toMatchObject({ required: true, computed: false });
  });

  it('reads types: sets, lists, maps, numbers, booleans', () => {
    expect(attribute('aws_vpc', 'tags')?.type).toEqual(['map', 'string']);
    expect(attribute('aws_vpc', 'enable_dns_support')?.type).toBe('bool');
    expect(attribute('aws_db_instance', 'allocated_storage')?.type).toBe('number');
    expect(attribute('aws_db_instance', 'vpc_security_group_ids')?.type).toEqual(['set', 'string']);
  });

  it('marks write-only attributes', () => {
    expect(attribute('aws_db_instance', 'password_wo')?.writeOnly).toBe(true);
    expect(attribute('aws_db_instance', 'password')?.writeOnly).toBe(false);
  });

  it('reads nested blocks with their nesting mode', () => {
    const blocks = resource('aws_ecs_service').blocks;
    expect(blocks.find(({ name }) => name === 'deployment_circuit_breaker')).toMatchObject({
      nesting: 'list',
      maxItems: 1,
    });
    expect(blocks.find(({ name }) => name === 'load_balancer')).toMatchObject({ nesting: 'set', maxItems: 0 });
    expect(blocks.find(({ name }) => name === 'timeouts')?.nesting).toBe('single');
  });

  it('reads the object types of computed attributes', () => {
    expect(attribute('aws_acm_certificate', 'domain_validation_options')?.type).toEqual([
      'set',
      [
        'object',
        {
          domain_name: 'string',
          resource_record_name: 'string',
          resource_record_type: 'string',
          resource_record_value: 'string',
        },
      ],
    ]);
  });

  it('reads data sources, ephemeral resources and the provider, and omits unknown types', () => {
    expect(schema.dataSources).toHaveProperty('aws_caller_identity');
    expect(schema.ephemerals).toHaveProperty('aws_secretsmanager_random_password');
    expect(schema.provider.attributes.map(({ name }) => name)).toContain('allowed_account_ids');
    expect(schema.resources).not.toHaveProperty('aws_no_such_thing');
  });
});
