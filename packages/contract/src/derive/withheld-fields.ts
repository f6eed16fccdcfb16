import * as z from 'zod';
import { UNNAMED } from './wire-schema.ts';
import type { Contract } from '../contract.ts';
import { isRawResponse, type RouteDeclaration } from '../route.ts';
import type { Visibility } from '../visibility.ts';

/** A field that is not public. */
export interface WithheldField {
  readonly name: string;
  /** JSON pointer to the field in the JSON Schema of the value. */
  readonly pointer: string;
  readonly visibility: Exclude<Visibility, 'public'>;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function search(node: unknown, path: readonly string[]): readonly WithheldField[] {
  if (!isObject(node)) return [];
  const { visibility } = node;
  const own: readonly WithheldField[] =
    visibility === 'subject' || visibility === 'operator'
      ? [{ name: path.at(-1) ?? '', pointer: `/${path.join('/')}`, visibility }]
      : [];
  return [...own, ...Object.entries(node).flatMap(([key, inside]) => search(inside, [...path, key]))];
}

/**
 * The fields of a value that are not public, wherever they are in it. The search reads the JSON Schema of both the wire
 * form and the decoded form, because a codec shows one of its two schemas in each.
 */
export function withheldFields(schema: z.ZodType): readonly WithheldField[] {
  const found = (['input', 'output'] as const).flatMap((io) =>
    search(z.toJSONSchema(schema, { io, unrepresentable: 'any', metadata: UNNAMED }), []),
  );
  return [...new Map(found.map((field) => [field.pointer, field])).values()];
}

/** The schemas of a route's answers. Answers that are not JSON have no schema. */
export const answerSchemas = (route: RouteDeclaration): readonly z.ZodType[] =>
  Object.values(route.responses).flatMap((response) => (isRawResponse(response) ? [] : [response]));

/** The names of all fields that are not public, in events, requests and answers. Log lines leave out these names. */
export function withheldNames({ events, routes }: Pick<Contract, 'events' | 'routes'>): readonly string[] {
  const schemas = [
    ...Object.values(events).map(({ detail }) => detail),
    ...Object.values(routes).flatMap((route) => [
      ...answerSchemas(route),
      ...[route.params, route.query, route.headers, route.body].filter((part) => part !== undefined),
    ]),
  ];
  return [...new Set(schemas.flatMap(withheldFields).map(({ name }) => name))].toSorted();
}
