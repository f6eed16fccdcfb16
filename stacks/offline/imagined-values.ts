/** Values that AWS would return. They are unknown in a plan, and invented but stable after an apply. */
import { createHash } from 'node:crypto';
import { isList, unknown } from './msgpack.ts';
import type { Value } from './msgpack.ts';
import type { SchemaAttribute, SchemaBlock, ValueType } from './schema.ts';

type Members = { readonly [name: string]: Value };

const members = (value: Value): Members | undefined =>
  value !== null && typeof value === 'object' && !isList(value) && !(value instanceof Uint8Array)
    ? (value as Members)
    : undefined;

type Place = { readonly path: string; readonly insideSet: boolean };

/** Replaces each attribute of a value by `of(attribute, value, place)`, through all nested blocks. */
function mapAttributes(
  block: SchemaBlock,
  value: Value,
  { path, insideSet }: Place,
  of: (attribute: SchemaAttribute, value: Value, place: Place) => Value,
): Value {
  const given = members(value);
  if (!given) return value;
  const inner = block.blocks.map(({ name, block: nested, nesting }): [string, Value] => {
    const held = given[name] ?? null;
    const visit = (each: Value, index: number) =>
      mapAttributes(nested, each, { path: `${path}.${name}.${index}`, insideSet: insideSet || nesting === 'set' }, of);
    return [name, isList(held) ? held.map(visit) : visit(held, 0)];
  });
  const own = block.attributes.map((attribute): [string, Value] => [
    attribute.name,
    of(attribute, given[attribute.name] ?? null, { path: `${path}.${attribute.name}`, insideSet }),
  ]);
  return Object.fromEntries([...own, ...inner]);
}

const top: Place = { path: '', insideSet: false };

/**
 * Plans a new resource: computed attributes are unknown and write-only attributes are null. Members of sets are
 * identified by their content, so nothing is added to them; the next plan would not recognise them.
 */
export const planNew = (block: SchemaBlock, proposed: Value): Value =>
  mapAttributes(block, proposed, top, (attribute, value, { insideSet }) =>
    attribute.writeOnly ? null : value === null && attribute.computed && !insideSet ? unknown : value,
  );

/** Plans a changed resource. Computed values do not change. */
export const planChange = (block: SchemaBlock, proposed: Value): Value =>
  mapAttributes(block, proposed, top, (attribute, value) => (attribute.writeOnly ? null : value));

/** Paths of computed attributes that the configuration sets. Terraform leaves this check to the provider. */
export function unconfigurable(block: SchemaBlock, config: Value): readonly string[] {
  const found: string[] = [];
  mapAttributes(block, config, top, (attribute, value, { path }) => {
    if (value !== null && !attribute.optional && !attribute.required) found.push(path.slice(1));
    return value;
  });
  return found;
}

/** Every attribute that the configuration sets to a known value, with its path without indices. */
export function configured(
  block: SchemaBlock,
  config: Value,
): readonly { readonly path: string; readonly value: Value }[] {
  const found: { path: string; value: Value }[] = [];
  mapAttributes(block, config, top, (_, value, { path }) => {
    const known = isList(value) ? value.filter((each) => each !== unknown) : value;
    if (known !== null && known !== unknown)
      found.push({ path: path.slice(1).replaceAll(/\.\d+(?=\.)/g, ''), value: known });
    return value;
  });
  return found;
}

/** Replaces every unknown by an invented value. The same resource gets the same values in every run. */
export const settle = (type: string, block: SchemaBlock, planned: Value): Value => {
  const seed = createHash('sha256')
    .update(type)
    .update(
      JSON.stringify(planned, (_, value: unknown) =>
        typeof value === 'symbol' ? '?' : typeof value === 'bigint' ? String(value) : value,
      ),
    )
    .digest('hex');
  return mapAttributes(block, planned, { path: type, insideSet: false }, (attribute, value, { path }) =>
    value === unknown ? imagine(attribute.type, attribute.name, `${path}/${seed.slice(0, 12)}`) : value,
  );
};

/** Reads a data source or ephemeral resource. Attributes that are not given are invented. */
export const answer = (type: string, block: SchemaBlock, config: Value): Value =>
  settle(
    type,
    block,
    mapAttributes(block, config, top, (attribute, value) => (value === null && attribute.computed ? unknown : value)),
  );

function imagine(type: ValueType, name: string, path: string): Value {
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  if (type === 'string') return text(name, hash, path);
  if (type === 'number') return 1;
  if (type === 'bool') return false;
  if (type === 'dynamic') return null;
  const [kind, element] = type;
  if (kind === 'map') return {};
  if (kind === 'object')
    return Object.fromEntries(
      Object.entries(element).map(([member, of]): [string, Value] => [
        member,
        imagine(of, member, `${path}.${member}`),
      ]),
    );
  // One element, so that references to the first element of a list resolve.
  return [imagine(element, name, `${path}.0`)];
}

function text(name: string, hash: string, path: string): string {
  if (name === 'arn' || name.endsWith('_arn'))
    return `arn:aws:stand-in:us-east-1:000000000000:${path.split(/[./]/)[0] ?? 'thing'}:${hash}`;
  // Computed strings that configurations parse, or pass to an argument that accepts few values.
  if (name === 'resource_record_type') return 'CNAME';
  if (name === 'secret_string') return JSON.stringify({ engine: 'postgres', username: 'stand-in', password: hash });
  return `${name.replaceAll('_', '-')}-${hash}`;
}
