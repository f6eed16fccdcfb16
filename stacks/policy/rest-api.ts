/**
 * Reads the REST APIs of a stage from their OpenAPI bodies, which Checkov rules for `aws_api_gateway_method` do not
 * see.
 */
import { readJson } from './policies.ts';
import type { Attributes, Resource, StageGraph } from './stage-graph.ts';

type Operation = Attributes & {
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: Attributes;
  readonly parameters?: readonly Attributes[];
};

type Body = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly securitySchemes?: Readonly<Record<string, Attributes>> };
  readonly 'x-amazon-apigateway-request-validator'?: string;
  readonly 'x-amazon-apigateway-request-validators'?: Readonly<Record<string, Attributes>>;
  readonly 'x-amazon-apigateway-gateway-responses'?: Readonly<
    Record<string, { readonly responseParameters?: Attributes }>
  >;
};

type RestApi = { readonly resource: Resource; readonly body: Body };

export const restApis = (graph: StageGraph): RestApi[] =>
  graph
    .of('aws_api_gateway_rest_api')
    .map((resource) => ({ resource, body: readJson(String(resource.attributes['body'] ?? '{"paths":{}}')) as Body }));

export type PlacedOperation = {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly body: Body;
};

const methods = ['get', 'post', 'put', 'delete', 'patch', 'head'];

/** The operations that callers can invoke, without the OPTIONS of browsers. */
const operationsOf = ({ body }: RestApi): PlacedOperation[] =>
  Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      methods.includes(method) || method === 'x-amazon-apigateway-any-method'
        ? [{ path, method, operation, body }]
        : [],
    ),
  );

/** Every operation of every REST API, with the subject under which a finding is reported. */
export const everyOperation = (graph: StageGraph): (readonly [{ stack: string; name: string }, PlacedOperation])[] =>
  restApis(graph).flatMap((api) =>
    operationsOf(api).map(
      (placed) =>
        [
          { stack: api.resource.stack, name: placed.operation.operationId ?? `${placed.method} ${placed.path}` },
          placed,
        ] as const,
    ),
  );
