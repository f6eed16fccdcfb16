import { acceptedScopes, API_KEY_HEADER } from '@pos/contract/access.ts';
import { openApiOf } from '@pos/contract/derive/open-api.ts';
import { operationIdOf, placesOf, type RoutePlace } from '@pos/contract/places.ts';
import { allowedMethods, bodyTypeOf, isMetered, servedMethods, type RouteDeclaration } from '@pos/contract/route.ts';
import type { SliceDeclaration } from '@pos/contract/slice.ts';
import { API_VERSION } from '@pos/contract/version.ts';
import { StageError } from '../../stage/variables.ts';
import { bodyModelOf } from './body-model.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { integrationOf, preflightOperation, wrongMethodOperation } from './integrations.ts';
import type { Backends } from './integrations.ts';
import { literalJson } from '../../synth/terraform-literal.ts';

type JsonObject = Record<string, unknown>;

type RestApiBodyProps = {
  readonly slices: readonly SliceDeclaration[];
  readonly title: string;
  readonly publicUrl: string;
  readonly tokenUrl: string;
  readonly userPoolArn: string;
  readonly backends: Backends;
};

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean };

/**
 * The body of the REST API: the OpenAPI document of the contract with the extensions of API Gateway. API Gateway reads
 * OpenAPI 3.0 and JSON Schema draft 4. The API itself serves the 3.1 document.
 */
export function restApiBody(props: RestApiBodyProps): object {
  const { slices, title, publicUrl, tokenUrl } = props;
  const routes = slices.flatMap((slice) => slice.routes ?? []).flatMap(placesOf);
  for (const route of routes) checkPath(route);
  const byId = new Map(routes.map((route) => [operationIdOf(route), route]));
  const document = openApiOf(slices, { serverUrl: publicUrl, tokenUrl, version: API_VERSION });
  const paths = Object.entries(document.paths).map(([path, byMethod]): [string, JsonObject] => {
    const declared = Object.values(byMethod).map((operation) => ({ operation, route: routeOf(operation, byId) }));
    const operations = declared.flatMap(({ operation, route }) =>
      servedMethods(route).map((method) => [
        method.toLowerCase(),
        operationOf(operation, route, method, props.backends),
      ]),
    );
    const methods = allowedMethods(declared.map(({ route }) => route));
    const rest = literalJson({
      options: preflightOperation(),
      'x-amazon-apigateway-any-method': wrongMethodOperation(methods, publicUrl),
    });
    return [path, { ...(Object.fromEntries(operations) as JsonObject), ...(rest as JsonObject) }];
  });
  const withBody = routes.flatMap((route) =>
    route.body === undefined ? [] : [[modelName(route), literalJson(bodyModelOf(route.body))] as const],
  );
  return {
    openapi: '3.0.1',
    info: { title, version: API_VERSION },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(withBody), securitySchemes: securitySchemes(props.userPoolArn) },
    'x-amazon-apigateway-api-key-source': 'HEADER',
    'x-amazon-apigateway-request-validators': {
      parameters: { validateRequestParameters: true, validateRequestBody: false },
      everything: { validateRequestParameters: true, validateRequestBody: true },
    },
    'x-amazon-apigateway-gateway-responses': literalJson(gatewayResponses(publicUrl)),
    'x-amazon-apigateway-policy': resourcePolicy,
  };
}

/** Throws for a path that API Gateway would refuse, or to which it would respond itself. */
function checkPath({ id, path }: RouteDeclaration): void {
  const [, first = ''] = path.split('/');
  if (path !== '/' && !/^(\/([\w.:-]+|\{\w+\}))+$/.test(path))
    throw new StageError(
      `The route ${id} has the path ${path}: API Gateway accepts letters, digits and ._:- in a segment, or a whole segment as {name}. Change the path in the contract.`,
    );
  if (first === 'ping' || first === 'sping')
    throw new StageError(
      `The route ${id} has the path ${path}: API Gateway answers /ping and /sping itself on a custom domain. Change the path in the contract.`,
    );
}

/** API Gateway accepts only letters and digits in the name of a model. */
const modelName = ({ id }: RouteDeclaration): string =>
  `${id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Body`;

function routeOf(operation: JsonObject, byId: ReadonlyMap<string, RoutePlace>): RoutePlace {
  const route = byId.get(String(operation['operationId']));
  if (route) return route;
  throw new Error(
    `The OpenAPI document has an operation ${String(operation['operationId'])} that no route declares: list each route under its own id.`,
  );
}

/** The operation of a route under its own method, or under HEAD, which calls the same backend as GET. */
function operationOf(operation: JsonObject, route: RoutePlace, method: string, backends: Backends): JsonObject {
  const parameters = (operation['parameters'] as readonly Parameter[]).map(({ name, in: place, required }) => ({
    name,
    in: place,
    required,
    schema: { type: 'string' },
  }));
  const open = operation['x-open-because'];
  const described = {
    // The ids of operations are unique, so HEAD has none.
    ...(method === route.method ? { operationId: operationIdOf(route) } : {}),
    summary: route.summary,
    parameters,
    responses: Object.fromEntries(
      Object.keys(route.responses).map((status) => [status, { description: route.summary }]),
    ),
    ...(open === undefined ? {} : { 'x-open-because': open }),
  };
  return {
    ...(literalJson(described) as JsonObject),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [bodyTypeOf(route)]: { schema: { $ref: `#/components/schemas/${modelName(route)}` } } },
          },
        }),
    security:
      route.access.kind === 'open'
        ? []
        : [{ accessToken: acceptedScopes(route.access), ...(isMetered(route) ? { apiKey: [] } : {}) }],
    'x-amazon-apigateway-request-validator': route.body === undefined ? 'parameters' : 'everything',
    'x-amazon-apigateway-integration': integrationOf(route, method, parameters, backends),
  };
}

/** With scopes on an operation the authorizer requires an access token that has one of them. */
const securitySchemes = (userPoolArn: string): object => ({
  accessToken: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [userPoolArn] },
  },
  apiKey: { type: 'apiKey', name: API_KEY_HEADER.toLowerCase(), in: 'header' },
});

/** The API is public. The authorizer and the firewall decide who may call which route. */
const resourcePolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OverTlsAlone',
      Effect: 'Allow',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
  ],
};
