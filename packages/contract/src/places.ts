import * as z from 'zod';
import type { RouteDeclaration } from './route.ts';

/** A route at one of its paths: the canonical one, or an alias. Gateways serve every place of a route. */
export interface RoutePlace extends RouteDeclaration {
  /** Set for an alias: the canonical path of the route. */
  readonly aliasOf?: `/${string}`;
}

/** The names between braces in a path template. */
export const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);

/** The names in an alias that the canonical path lacks. Requests at the canonical path have them in the query. */
export const movedNames = (route: RouteDeclaration, alias: string): readonly string[] =>
  namesIn(alias).filter((name) => !namesIn(route.path).includes(name));

const partition = (shape: z.core.$ZodShape, names: readonly string[]) => {
  const entries = Object.entries(shape);
  return {
    inPath: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
    inQuery: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
  };
};

/**
 * The declaration of a route at an alias. A name in the alias that the canonical path lacks becomes a path parameter.
 * Refinements of the query are left to the canonical declaration.
 */
export function atAlias(route: RouteDeclaration, alias: `/${string}`): RoutePlace {
  const { aliases: _, ...declaration } = route;
  const moved = movedNames(route, alias);
  const shape = route.query?.shape ?? {};
  const unknown = moved.find((name) => !(name in shape));
  const lost = namesIn(route.path).find((name) => !namesIn(alias).includes(name));
  if (unknown !== undefined || lost !== undefined)
    throw new Error(
      `The alias ${alias} of the route ${route.id} must have the path parameters of ${route.path}, and may have names of its query. Change the alias in the contract.`,
    );
  const place = { ...declaration, path: alias, aliasOf: route.path };
  if (moved.length === 0) return place;
  const { inPath, inQuery } = partition(shape, moved);
  return { ...place, params: z.object({ ...route.params?.shape, ...inPath }), query: z.strictObject(inQuery) };
}

/** A route at its canonical path and at each alias. */
export const placesOf = (route: RouteDeclaration): readonly RoutePlace[] => [
  route,
  ...(route.aliases ?? []).map((alias) => atAlias(route, alias)),
];

/** The operation of a place in OpenAPI. The id of a route names its canonical place only. */
export const operationIdOf = ({ id, path, aliasOf }: RoutePlace): string =>
  aliasOf === undefined ? id : `${id}-at${path.replaceAll(/[{}]/g, '').replaceAll('/', '-')}`;
