import { describe, expect, it } from '@jest/globals';
import { allowedValues, refusalOf } from './allowed-values.ts';
import { loadSchema } from './load-schema.ts';
import type { SchemaBlock } from './schema.ts';

describe('allowed values', () => {
  it('are checked against a list, each element of an array by itself', () => {
    expect(refusalOf('aws_lb', 'load_balancer_type', 'classic')).toBe(
      'expected load_balancer_type to be one of application, network, gateway, got classic',
    );
    expect(refusalOf('aws_ecs_task_definition', 'requires_compatibilities', ['FARGATE', 'LAMBDA'])).toContain(
      'got LAMBDA',
    );
    expect(refusalOf('aws_lb', 'load_balancer_type', 'network')).toBeUndefined();
  });

  it('are checked against a range at both ends', () => {
    expect(
      [0, 1, 900, 901].map((seconds) => refusalOf('aws_lambda_function', 'timeout', seconds) === undefined),
    ).toEqual([false, true, true, false]);
  });

  it('are unlimited for unlisted arguments', () => expect(refusalOf('aws_lb', 'name', 'anything')).toBeUndefined());

  it('are listed only for existing arguments', () => {
    const schema = loadSchema({
      resources: new Set(Object.keys(allowedValues)),
      dataSources: new Set(),
      ephemerals: new Set(),
    });
    const has = (block: SchemaBlock | undefined, [name = '', ...rest]: readonly string[]): boolean =>
      rest.length === 0
        ? (block?.attributes.some((each) => each.name === name) ?? false)
        : has(block?.blocks.find((each) => each.name === name)?.block, rest);
    for (const [type, paths] of Object.entries(allowedValues))
      for (const path of Object.keys(paths))
        expect({ type, path, exists: has(schema.resources[type], path.split('.')) }).toEqual({
          type,
          path,
          exists: true,
        });
  });
});
