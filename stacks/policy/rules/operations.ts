import { scopeOf } from '@pos/contract/access.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { everyOperation } from '../rest-api.ts';
import type { PlacedOperation } from '../rest-api.ts';
import { ruleOver } from '../rule.ts';
import { textsIn } from '../stage-graph.ts';

const routes: Readonly<Record<string, RouteDeclaration>> = ROUTES;

/** O8. Only API Gateway checks the token before the function runs. */
export const operationAccess = ruleOver(
  'O8',
  'Every operation requires a token with its scope, or states why it is open',
  everyOperation,
  ({ operation, method, path, body }) => {
    const required = (operation.security ?? []).flatMap((each) => Object.entries(each));
    const access = routes[operation.operationId ?? '']?.access;
    const scope = access === undefined ? undefined : scopeOf(access);
    if (required.length > 0) {
      const checked = required.filter(
        ([scheme]) => body.components?.securitySchemes?.[scheme]?.['x-amazon-apigateway-authorizer'] !== undefined,
      );
      const asked = checked.flatMap(([, scopes]) => scopes);
      return [
        ...required
          .filter((each) => !checked.includes(each) && !isUsageKey(body, each[0]))
          .map(([scheme]) => `requires ${scheme}, which has no authorizer: define it in securitySchemes`),
        ...(checked.some(([, scopes]) => scopes.length === 0)
          ? ['accepts any token of the pool, including ID tokens: name the scope']
          : []),
        ...(scope !== undefined && !asked.includes(scope)
          ? [`does not require ${scope} as the contract does: keep its security`]
          : []),
        ...(access?.kind === 'metered' && !required.some(([scheme]) => isUsageKey(body, scheme))
          ? ['does not require the API key of a usage plan as the contract does: keep its security']
          : []),
      ];
    }
    if (scope !== undefined) return `is open although the contract requires ${scope}: keep its security`;
    const reason = operation['x-open-because'] ?? (access?.kind === 'open' ? access.because : undefined);
    return typeof reason === 'string' && reason.length > 10
      ? undefined
      : `${method} ${path} is open to everybody: declare the access of its route in the contract`;
  },
);

/**
 * True for the API key of a usage plan, which API Gateway checks itself. The key identifies the metered client, and the
 * token identifies the caller.
 */
const isUsageKey = (body: PlacedOperation['body'], scheme: string): boolean => {
  const declared = body.components?.securitySchemes?.[scheme];
  return declared?.['type'] === 'apiKey' && String(declared['name']).toLowerCase() === 'x-api-key';
};

const readsInput = ({ operation }: PlacedOperation): boolean =>
  operation.requestBody !== undefined || (operation.parameters ?? []).some(({ required }) => required === true);

/**
 * X7. A request that API Gateway refuses costs no function call. The Checkov rule sees only `aws_api_gateway_method`
 * (CKV2_AWS_53).
 */
export const requestValidation = ruleOver(
  'X7',
  'API Gateway validates every request with parameters or a body',
  (graph) => everyOperation(graph).filter(([, placed]) => readsInput(placed)),
  ({ operation, body }) => {
    const name = operation['x-amazon-apigateway-request-validator'] ?? body['x-amazon-apigateway-request-validator'];
    const validator = body['x-amazon-apigateway-request-validators']?.[String(name)];
    if (validator === undefined) return 'is not validated: name a validator in x-amazon-apigateway-request-validator';
    return operation.requestBody === undefined || validator['validateRequestBody'] === true
      ? undefined
      : 'has a body that is not validated: use a validator with validateRequestBody';
  },
);

/**
 * X7 for integrations. An operation without one answers 500. An operation that calls a function must call an alias,
 * never `$LATEST`.
 */
export const integrations = ruleOver(
  'X7-integrations',
  'Every operation calls the alias of a function, or the load balancer over the VPC link',
  everyOperation,
  ({ operation }) => {
    const integration = operation['x-amazon-apigateway-integration'] as Readonly<Record<string, unknown>> | undefined;
    if (integration === undefined) return 'has no integration: add one';
    const uri = textsIn(integration).join(' ');
    if (/:lambda:path|aws_lambda_/.test(uri))
      return /aws_lambda_alias\.|:function:[^/]*:[\w-]+\/invocations/.test(uri)
        ? undefined
        : 'calls $LATEST of its function: call the alias, so that a deployment can be rolled back';
    if (integration['connectionType'] === 'VPC_LINK' || integration['type'] === 'mock') return undefined;
    return 'leaves the network without a VPC link';
  },
);
