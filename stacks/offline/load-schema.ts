import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { schemaOfBinding } from './binding-schema.ts';
import type { ProviderSchema, SchemaBlock } from './schema.ts';

/** The types that a configuration uses. Only their bindings are read, which keeps a run within seconds. */
type UsedTypes = {
  readonly resources: ReadonlySet<string>;
  readonly dataSources: ReadonlySet<string>;
  readonly ephemerals: ReadonlySet<string>;
};

const bindings = join(dirname(createRequire(import.meta.url).resolve('@cdktf/provider-aws/package.json')), 'lib');

/** Reads the bindings of the given types. A type without a binding is left out, so that Terraform refuses it. */
export function loadSchema(used: UsedTypes): ProviderSchema {
  const read = (types: ReadonlySet<string>, prefix: string): Record<string, SchemaBlock> =>
    Object.fromEntries(
      [...types].flatMap((type) => {
        const file = join(
          bindings,
          `${prefix}${type.replace(/^aws_/, prefix === '' ? '' : 'aws-').replaceAll('_', '-')}`,
          'index.js',
        );
        return existsSync(file) ? [[type, schemaOfBinding(readFileSync(file, 'utf8'))]] : [];
      }),
    );
  return {
    provider: schemaOfBinding(readFileSync(join(bindings, 'provider', 'index.js'), 'utf8')),
    resources: read(used.resources, ''),
    dataSources: read(used.dataSources, 'data-'),
    ephemerals: read(used.ephemerals, 'ephemeral-'),
  };
}

/**
 * The part of a schema for the given types. Terraform requests the whole schema in every command, so a smaller one is
 * faster.
 */
export function partOf(schema: ProviderSchema, used: UsedTypes): ProviderSchema {
  const pick = (blocks: Readonly<Record<string, SchemaBlock>>, types: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(blocks).filter(([type]) => types.has(type)));
  return {
    provider: schema.provider,
    resources: pick(schema.resources, used.resources),
    dataSources: pick(schema.dataSources, used.dataSources),
    ephemerals: pick(schema.ephemerals, used.ephemerals),
  };
}

type Configuration = { readonly resource?: object; readonly data?: object; readonly ephemeral?: object };

/** Every type in the given `cdk.tf.json` files. */
export function usedTypes(files: readonly string[]): UsedTypes {
  const used = { resources: new Set<string>(), dataSources: new Set<string>(), ephemerals: new Set<string>() };
  for (const file of files) {
    const { resource = {}, data = {}, ephemeral = {} } = JSON.parse(readFileSync(file, 'utf8')) as Configuration;
    for (const type of Object.keys(resource)) used.resources.add(type);
    for (const type of Object.keys(data)) used.dataSources.add(type);
    for (const type of Object.keys(ephemeral)) used.ephemerals.add(type);
  }
  return used;
}
