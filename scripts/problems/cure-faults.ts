import { CORS } from '../../packages/contract/src/cors.ts';
import type { OpenApiDocument } from '../../packages/contract/src/derive/open-api.ts';

const METHOD_AND_PATH = /\b(GET|POST|PUT|PATCH|DELETE) (\/[\w{}/.-]*[\w}])/g;
const PATH = /(?<!\b(?:GET|POST|PUT|PATCH|DELETE))(?:^|\s)(\/[\w{}/.-]*[\w}])/g;
const HEADER = /\b([A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+|[A-Z]\w*(?= header))\b/g;
const CAMEL_CASE = /\b[a-z]+(?:[A-Z][a-z]+)+\b/g;
const QUOTED = /"(\w+)"/g;
const SCRIPT = /\bnpm run ([\w:-]+)/g;

/** Headers of HTTP itself, which every browser may read or set, and `Allow`. */
const OF_HTTP = ['Allow', 'Content-Type', 'Authorization'];

export interface Known {
  readonly document: OpenApiDocument;
  /** Scripts of the root's package.json. */
  readonly scripts: readonly string[];
  /** Members that problems have beside those that the OpenAPI document declares. */
  readonly extensions: readonly string[];
}

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]);

/** The routes, headers, members and commands that a cure names and that do not exist. */
export function cureFaults(code: string, cure: string, { document, scripts, extensions }: Known): readonly string[] {
  const text = JSON.stringify(document);
  const headers = [...CORS.allowHeaders, ...CORS.exposeHeaders, ...OF_HTTP].map((each) => each.toLowerCase());
  const isMember = (name: string): boolean => text.includes(`"${name}"`) || extensions.includes(name);
  const isRoute = (method: string, path: string): boolean => document.paths[path]?.[method.toLowerCase()] !== undefined;
  const routes = [...cure.matchAll(METHOD_AND_PATH)].flatMap(([named, method = '', path = '']) =>
    isRoute(method, path) ? [] : [`the route ${named}`],
  );
  const missing = (kind: string, pattern: RegExp, exists: (name: string) => boolean): readonly string[] =>
    found(cure, pattern).flatMap((name) => (exists(name) ? [] : [`the ${kind} ${name}`]));
  return [
    ...routes,
    ...missing('path', PATH, (path) => path in document.paths),
    ...missing('header', HEADER, (name) => headers.includes(name.toLowerCase())),
    ...missing('member', CAMEL_CASE, isMember),
    ...missing('member', QUOTED, isMember),
    ...missing('command npm run', SCRIPT, (name) => scripts.includes(name)),
  ].map((what) => `The cure of ${code} names ${what}, which does not exist. Correct the cure in its problems.ts.`);
}
