import * as z from 'zod';
import type { Deprecation } from '../deprecation.ts';
import { isRawResponse, type RouteDeclaration } from '../route.ts';

/** A deprecated member or value within a schema. */
export interface DeprecatedPlace {
  /** Member names from the root of the schema. `*` stands for every item of an array and every member of a record. */
  readonly path: readonly string[];
  /** Set if only this value of an enum is deprecated, and not the member. */
  readonly value?: string;
  readonly deprecation: Deprecation;
  /** The names from which `successor` may be chosen: members of the same object, or values of the same enum. */
  readonly choices: readonly string[];
}

interface Visit {
  readonly path: readonly string[];
  /** Members of the object that contains the schema. */
  readonly members: readonly string[];
  /** Schemas between the root and this one, so that a recursive schema ends. */
  readonly above: readonly z.core.$ZodType[];
}

interface Meta {
  readonly [other: string]: unknown;
  readonly deprecation?: Deprecation;
  readonly deprecatedValues?: Readonly<Record<string, Deprecation>>;
}

const metaOf = (schema: z.core.$ZodType): Meta => z.globalRegistry.get(schema) ?? {};

/** Every deprecated member and value of a schema's wire form. Members of union options count without their option. */
export function deprecatedPlaces(schema: z.core.$ZodType): readonly DeprecatedPlace[] {
  const found = visit(schema, { path: [], members: [], above: [] });
  const byName = new Map(found.map((place) => [placeName(place), place]));
  return [...byName.values()];
}

/** `receipts.before`, or `status=claimed` for a value. */
export const placeName = ({ path, value }: Pick<DeprecatedPlace, 'path' | 'value'>): string =>
  `${path.join('.')}${value === undefined ? '' : `=${value}`}`;

function visit(schema: z.core.$ZodType, { path, members, above }: Visit): readonly DeprecatedPlace[] {
  if (above.includes(schema)) return [];
  const { deprecation, deprecatedValues = {} } = metaOf(schema);
  const values = Object.entries(deprecatedValues);
  const choices = valuesOf(schema);
  const below = { path, members, above: [...above, schema] };
  return [
    ...(deprecation === undefined ? [] : [{ path, deprecation, choices: members }]),
    ...values.map(([value, each]): DeprecatedPlace => ({ path, value, deprecation: each, choices })),
    ...visitInside(schema, below),
  ];
}

function visitInside(schema: z.core.$ZodType, at: Visit): readonly DeprecatedPlace[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const item = { ...at, path: [...at.path, '*'], members: [] };
  switch (def.type) {
    case 'object': {
      const members = Object.keys(def.shape);
      return Object.entries(def.shape).flatMap(([name, each]) =>
        visit(each, { ...at, path: [...at.path, name], members }),
      );
    }
    case 'array':
      return visit(def.element, item);
    case 'record':
      return visit(def.valueType, item);
    case 'union':
      return def.options.flatMap((option) => visit(option, at));
    case 'intersection':
      return [...visit(def.left, at), ...visit(def.right, at)];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return visit(def.innerType, at);
    case 'lazy':
      return visit(def.getter(), at);
    case 'pipe':
      return visit(def.in._zod.def.type === 'transform' ? def.out : def.in, at);
    default:
      return [];
  }
}

const valuesOf = (schema: z.core.$ZodType): readonly string[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'enum' ? Object.values(def.entries).map(String) : [];
};

/** The parts of a route that can contain deprecated names. `answer` is the body of a success. */
export const ROUTE_PARTS = ['path', 'query', 'headers', 'body', 'answer'] as const;
export type RoutePart = (typeof ROUTE_PARTS)[number];

export interface RouteDeprecation extends DeprecatedPlace {
  readonly part: RoutePart;
  /** Names the place within the API, as in `get-score.query.ticket`. The documentation page has it as an anchor. */
  readonly name: string;
}

/** Every deprecated name of a route, apart from the route itself. */
export function deprecationsWithin(route: RouteDeclaration): readonly RouteDeprecation[] {
  const answers = Object.values(route.responses).filter((response) => !isRawResponse(response));
  const schemas: Readonly<Record<RoutePart, readonly (z.core.$ZodType | undefined)[]>> = {
    path: [route.params],
    query: [route.query],
    headers: [route.headers],
    body: [route.body],
    answer: answers as readonly z.ZodType[],
  };
  return ROUTE_PARTS.flatMap((part) =>
    schemas[part].flatMap((schema) =>
      (schema === undefined ? [] : deprecatedPlaces(schema)).map((place) => ({
        ...place,
        part,
        name: `${route.id}.${part}.${placeName(place)}`,
      })),
    ),
  );
}
