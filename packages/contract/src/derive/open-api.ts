import { API_KEY_HEADER } from '../access.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import { placesOf } from '../places.ts';
import type { SliceDeclaration } from '../slice.ts';
import { API_TITLE } from '../version.ts';
import { Components } from './components.ts';
import { operationOf, usesOf } from './operation.ts';
import { problemSchema, responseComponents, usualProblems } from './problem-responses.ts';
import { headerComponents } from './response-headers.ts';
import { sideForm } from './sides.ts';
import type { JsonObject } from './wire-schema.ts';

/** An OpenAPI 3.1 document. Operations are loosely typed because gateways add members of their own. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: JsonObject;
  readonly externalDocs: JsonObject;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Record<string, Record<string, JsonObject>>;
  readonly components: JsonObject;
}

export interface OpenApiOptions {
  readonly serverUrl: string;
  readonly tokenUrl: string;
  readonly version: string;
}

const securitySchemes = (tokenUrl: string) => ({
  accessToken: {
    type: 'oauth2',
    description: 'An access token of the client-credentials grant, sent as `Authorization: Bearer <token>`.',
    flows: { clientCredentials: { tokenUrl, scopes: { ...SCOPES } } },
  },
  apiKey: {
    type: 'apiKey',
    name: API_KEY_HEADER,
    in: 'header',
    description: 'The key that the operator of the registry gave to a marketplace. A usage plan counts its requests.',
  },
});

const DESCRIPTION = [
  'Agents publish their capabilities, are paid per call through x402, and earn a reputation that only paid, provable work can change.',
  'Responses may get new members, new values of enums (`x-extensible-enum` lists the present ones) and new variants of unions. Ignore those that you do not know. Requests are strict, and unknown members are refused.',
  'Every refusal is a problem document (RFC 9457) with a stable `code`.',
].join('\n\n');

/** The API as OpenAPI 3.1, derived from the slices and their routes. */
export function openApiOf(slices: readonly SliceDeclaration[], options: OpenApiOptions): OpenApiDocument {
  const withRoutes = slices.filter(({ routes = [] }) => routes.length > 0);
  const all = withRoutes.flatMap(({ routes = [] }) => routes).flatMap(placesOf);
  const components = new Components(all.flatMap(usesOf));
  const shared = { components, problems: usualProblems(all) };
  const paths: OpenApiDocument['paths'] = {};
  for (const { tag, routes = [] } of withRoutes) {
    for (const route of routes.flatMap(placesOf)) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, tag, shared) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: API_TITLE,
      version: options.version,
      description: DESCRIPTION,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    externalDocs: { url: `${options.serverUrl}/docs`, description: 'The same document as a page.' },
    servers: [{ url: options.serverUrl }],
    tags: withRoutes.map(({ tag, summary }) => ({ name: tag, description: summary })),
    paths,
    components: {
      schemas: { ...components.all(), Problem: sideForm(problemSchema, 'answer') },
      responses: responseComponents(shared.problems),
      headers: headerComponents(),
      securitySchemes: securitySchemes(options.tokenUrl),
    },
  };
}
