import type { RouteDeclaration } from '../../packages/contract/src/route.ts';
import type { SliceDeclaration } from '../../packages/contract/src/slice.ts';
import { implementationFile } from '../slices/slice-files.ts';
import type { SourceTree } from '../slices/source-tree.ts';
import { reachableSources } from './reachable-sources.ts';

/** Code that answers before the implementation of a route runs: gateway, firewall, container and request middleware. */
const BEFORE_ROUTES = [
  'packages/runtime/src/route-lambda.ts',
  'packages/functions/src/container/app.ts',
  'packages/local/src/gateway/gateway.ts',
  'stacks/derive/rest-api/gateway-responses.ts',
  'stacks/derive/rest-api/integrations.ts',
  'stacks/constructs/edge/web-firewall.ts',
];

const names = (texts: readonly string[], code: string): boolean => texts.some((text) => text.includes(`'${code}'`));

const routesOf = (slices: readonly SliceDeclaration[]): readonly (readonly [string, RouteDeclaration])[] =>
  slices.flatMap(({ id, routes = [] }) => routes.map((route) => [id, route] as const));

/** Problems that a route declares although no code that its implementation imports names them. */
export const unreachableProblems = (slices: readonly SliceDeclaration[], tree: SourceTree): readonly string[] =>
  routesOf(slices).flatMap(([slice, { id, problems }]) => {
    const file = implementationFile(slice, 'routes', id);
    const texts = reachableSources(tree, [file]);
    return problems
      .filter((code) => !names(texts, code))
      .map((code) => `The route ${id} declares the problem ${code}, which ${file} cannot return. Remove it.`);
  });

/** Problems of the catalogue that no route declares and no code before the routes names. */
export function unusedProblems(
  codes: readonly string[],
  slices: readonly SliceDeclaration[],
  tree: SourceTree,
): readonly string[] {
  const before = reachableSources(tree, BEFORE_ROUTES);
  const declared = new Set<string>(routesOf(slices).flatMap(([, { problems }]) => problems));
  return codes
    .filter((code) => !declared.has(code) && !names(before, code))
    .map((code) => `Nothing returns the problem ${code}. Remove it from its problems.ts.`);
}
