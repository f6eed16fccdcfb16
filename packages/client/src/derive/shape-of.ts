import type * as z from 'zod';
import type { Shape } from '../domain/shape.ts';
import { describe, type Described } from './describe.ts';

const SCALARS = { string: 's', number: 'n', boolean: 'b', bigint: 'i', date: 'd', null: '0', unknown: 'u' } as const;

/** A permitted value has only its type in a shape, because a newer registry may have more values. */
function valuesShape(values: readonly unknown[]): Shape {
  const kinds = [...new Set(values.map((value) => (value === null ? 'null' : (typeof value as 'string'))))];
  const shapes = kinds.map((kind) => SCALARS[kind]);
  const [only = 'u'] = shapes;
  return shapes.length === 1 ? only : { v: shapes };
}

const mapped = <Value>(from: Readonly<Record<string, Value>>, entry: (name: string, value: Value) => [string, Shape]) =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => entry(name, value)));

function erased(described: Described): Shape {
  switch (described.kind) {
    case 'values':
      return valuesShape(described.values);
    case 'object':
      return {
        o: mapped(described.members, (name, { optional, of }) => [optional ? `${name}?` : name, erased(of)]),
      };
    case 'array':
      return { a: erased(described.of) };
    case 'record':
      return { r: erased(described.of) };
    case 'nullable':
      return { z: erased(described.of) };
    case 'union':
      return { v: described.options.map(erased) };
    case 'variants':
      return { t: described.tag, of: mapped(described.variants, (name, variant) => [name, erased(variant)]) };
    default:
      return SCALARS[described.kind];
  }
}

/** The shape of the answers that a schema of the contract declares. */
export const shapeOf = (schema: z.ZodType): Shape => erased(describe(schema, 'answer'));
