import { allowedMethods, servedMethods, type RouteDeclaration } from '@pos/contract/route.ts';

/** The route of a request. `params` are segments of the path as they were sent, percent-encoded. */
export type Match<Route extends RouteDeclaration = RouteDeclaration> =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  /** `allow` is the complete Allow header of the path. */
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'nothing' };

const NAME = /^\{([^{}]+)\}$/;

/**
 * The named segments of a path that matches a template, or `undefined` if it does not match. A name matches exactly one
 * non-empty segment.
 */
function fit(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = NAME.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === '') return undefined;
    if (name !== undefined) params[name] = value;
  }
  return params;
}

const literalSegments = (template: string): number =>
  template.split('/').filter((segment) => !NAME.test(segment)).length;

/**
 * Finds the route of a request as a REST API does: literal segments win over named ones. The route of a HEAD is the GET
 * of its path.
 */
export function matchRoute<Route extends RouteDeclaration>(
  routes: readonly Route[],
  method: string,
  path: string,
): Match<Route> {
  const fits = routes
    .flatMap((route) => {
      const params = fit(route.path, path);
      return params === undefined ? [] : [{ route, params }];
    })
    .sort((a, b) => literalSegments(b.route.path) - literalSegments(a.route.path));
  const [best] = fits;
  if (best === undefined) return { kind: 'nothing' };
  const same = fits.filter(({ route }) => route.path === best.route.path);
  const found = same.find(({ route }) => servedMethods(route).some((each) => each === method));
  return found === undefined
    ? { kind: 'wrong-method', allow: allowedMethods(same.map(({ route }) => route)) }
    : { kind: 'route', ...found };
}

/**
 * The route of a request behind a private integration, which may prefix the path with the gateway's stage name. A match
 * of the unchanged path takes precedence.
 */
export function matchBehindStage<Route extends RouteDeclaration>(
  routes: readonly Route[],
  method: string,
  path: string,
  stage: string | undefined,
): Match<Route> {
  const match = matchRoute(routes, method, path);
  if (match.kind !== 'nothing' || stage === undefined || !path.startsWith(`/${stage}/`)) return match;
  return matchRoute(routes, method, path.slice(`/${stage}`.length));
}
