/** Reads the body of a synthesized REST API. */
import { readJson } from './synthesized.ts';
import type { Attributes, Synthesized } from './synthesized.ts';

type Integration = {
  readonly type: string;
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly timeoutInMillis?: number;
  readonly responseTransferMode?: string;
  readonly cacheKeyParameters?: readonly string[];
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly responses?: {
    readonly default: {
      readonly statusCode: string;
      readonly responseParameters: Readonly<Record<string, string>>;
      readonly responseTemplates?: Readonly<Record<string, string>>;
    };
  };
  readonly [other: string]: unknown;
};

export type Operation = {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
  };
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-open-because'?: string;
  readonly 'x-amazon-apigateway-request-validator'?: string;
  readonly 'x-amazon-apigateway-integration': Integration;
};

type GatewayResponse = {
  readonly statusCode: number;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
};

export type ApiBody = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Attributes>>;
    readonly securitySchemes: Readonly<Record<string, Attributes>>;
  };
  readonly 'x-amazon-apigateway-gateway-responses': Readonly<Record<string, GatewayResponse>>;
  readonly 'x-amazon-apigateway-policy': { readonly Statement: readonly Attributes[] };
  readonly 'x-amazon-apigateway-request-validators': Readonly<Record<string, Attributes>>;
};

export const anyMethod = 'x-amazon-apigateway-any-method';

export const apiBody = (app: Synthesized, stage: string): ApiBody =>
  readJson(String(app.only(`${stage}-api`, 'aws_api_gateway_rest_api')['body'])) as ApiBody;

/** The headers that a mapping sets: literal values without their quotes, expressions as written. */
export const mapped = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([place, value]) => [
      place.split('.header.')[1] ?? place,
      value.replace(/^'(.*)'$/, '$1'),
    ]),
  );
