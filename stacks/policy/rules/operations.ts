import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { everyOperation } from '../rest-api.ts';
import type { PlacedOperation } from '../rest-api.ts';
import { ruleOver } from '../rule.ts';
import { textsIn } from '../stage-graph.ts';

const routes: Readonly<Record<string, RouteDeclaration>> = ROUTES;

/** O8. The gateway checks the token; nothing else does before the function runs. */
export const operationAccess = ruleOver(
  'O8',
  'Every operation wants a token with its scope, or says why it is open',
  everyOperation,
  ({ operation, method, path, body }) => {
    const required = (operation.security ?? []).flatMap((each) => Object.entries(each));
    const access = routes[operation.operationId ?? '']?.access;
    if (required.length > 0) {
      const checked = required.filter(
        ([scheme]) => body.components?.securitySchemes?.[scheme]?.['x-amazon-apigateway-authorizer'] !== undefined,
      );
      const asked = checked.flatMap(([, scopes]) => scopes);
      return [
        ...required
          .filter((each) => !checked.includes(each) && !isUsageKey(body, each[0]))
          .map(([scheme]) => `wants ${scheme}, for which the gateway has no authorizer: define it in securitySchemes`),
        ...(checked.some(([, scopes]) => scopes.length === 0)
          ? ['takes any token of the pool, ID tokens too: name the scope']
          : []),
        ...(access?.kind === 'scope' && !asked.includes(access.scope)
          ? [`does not ask for ${access.scope}, as the contract says: keep its security`]
          : []),
      ];
    }
    if (access?.kind === 'scope') return `is open although the contract asks for ${access.scope}: keep its security`;
    const reason = operation['x-open-because'] ?? access?.because;
    return typeof reason === 'string' && reason.length > 10
      ? undefined
      : `${method} ${path} is open to everybody: give its route an access in the contract`;
  },
);

/** A key of a usage plan, which the gateway itself looks up and counts. It says who is charged, beside a token that says who asks. */
const isUsageKey = (body: PlacedOperation['body'], scheme: string): boolean => {
  const declared = body.components?.securitySchemes?.[scheme];
  return declared?.['type'] === 'apiKey' && String(declared['name']).toLowerCase() === 'x-api-key';
};

const readsInput = ({ operation }: PlacedOperation): boolean =>
  operation.requestBody !== undefined || (operation.parameters ?? []).some(({ required }) => required === true);

/** What stands at the gateway costs no function. Checkov's rule sees only `aws_api_gateway_method` (CKV2_AWS_53). */
export const requestValidation = ruleOver(
  'X7',
  'The gateway validates every request that carries something',
  (graph) => everyOperation(graph).filter(([, placed]) => readsInput(placed)),
  ({ operation, body }) => {
    const name = operation['x-amazon-apigateway-request-validator'] ?? body['x-amazon-apigateway-request-validator'];
    const validator = body['x-amazon-apigateway-request-validators']?.[String(name)];
    if (validator === undefined) return 'is not validated: name a validator in x-amazon-apigateway-request-validator';
    return operation.requestBody === undefined || validator['validateRequestBody'] === true
      ? undefined
      : 'carries a body that is not validated: take a validator with validateRequestBody';
  },
);

/** An operation without an integration answers 500; one that calls a function must call an alias, never `$LATEST`. */
export const integrations = ruleOver(
  'X7-integrations',
  'Every operation leads to an alias of a function, or to the load balancer over the VPC link',
  everyOperation,
  ({ operation }) => {
    const integration = operation['x-amazon-apigateway-integration'] as Readonly<Record<string, unknown>> | undefined;
    if (integration === undefined) return 'leads nowhere: give it an integration';
    const uri = textsIn(integration).join(' ');
    if (/:lambda:path|aws_lambda_/.test(uri))
      return /aws_lambda_alias\.|:function:[^/]*:[\w-]+\/invocations/.test(uri)
        ? undefined
        : 'calls the newest code of its function: call the alias, so that a deployment can be taken back';
    if (integration['connectionType'] === 'VPC_LINK' || integration['type'] === 'mock') return undefined;
    return 'leaves the network without a VPC link';
  },
);
