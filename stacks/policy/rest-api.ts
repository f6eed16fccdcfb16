/** The REST APIs of a stage: OpenAPI bodies, which rules for `aws_api_gateway_method` never see. */
import { readJson } from './policies.ts';
import type { Attributes, Resource, StageGraph } from './stage-graph.ts';

export type Operation = Attributes & {
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

export type RestApi = { readonly resource: Resource; readonly body: Body };

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

/** What callers can ask for; the browser's own OPTIONS is apart. */
export const operationsOf = ({ body }: RestApi): PlacedOperation[] =>
  Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      methods.includes(method) || method === 'x-amazon-apigateway-any-method'
        ? [{ path, method, operation, body }]
        : [],
    ),
  );

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
