import { CORS } from '@pos/contract/cors.ts';
import { restApis } from '../rest-api.ts';
import { resources, ruleOver } from '../rule.ts';
import type { Attributes, StageGraph } from '../stage-graph.ts';

const headersOfPayment = {
  asked: CORS.allowHeaders.filter((name) => name.startsWith('PAYMENT-')),
  answered: CORS.exposeHeaders.filter((name) => name.startsWith('PAYMENT-')),
};

const missing = (list: unknown, wanted: readonly string[]): string[] => {
  const held = String(list ?? '')
    .toLowerCase()
    .split(/[\s,']+/);
  return wanted.filter((name) => !held.includes(name.toLowerCase()));
};

const header = (of: unknown, name: string): unknown =>
  Object.entries((of as Attributes | undefined) ?? {}).find(([key]) =>
    key.toLowerCase().endsWith(`header.${name.toLowerCase()}`),
  )?.[1];

/**
 * O7. A browser neither sends a header that is not allowed nor shows one that is not exposed. Without these headers a
 * page could not pay.
 */
export const preflights = ruleOver(
  'O7',
  'Every path answers preflight requests with the payment headers',
  (graph) =>
    restApis(graph).flatMap((api) =>
      Object.entries(api.body.paths).map(
        ([path, operations]) => [{ stack: api.resource.stack, name: path }, operations] as const,
      ),
    ),
  (operations) => {
    const responses =
      (
        operations['options']?.['x-amazon-apigateway-integration'] as
          { responses?: Record<string, { responseParameters?: Attributes }> } | undefined
      )?.responses ?? {};
    const parameters = Object.values(responses)[0]?.responseParameters;
    if (operations['options'] === undefined)
      return 'has no OPTIONS operation: browsers send a preflight request before they pay';
    const allowed = missing(header(parameters, 'Access-Control-Allow-Headers'), headersOfPayment.asked);
    return allowed.length === 0
      ? undefined
      : `does not allow ${allowed.join(', ')}: derive the preflight from the contract's CORS`;
  },
);

/** O7 for errors of API Gateway itself, which never reach a function that would add the headers. */
export const gatewayErrors = ruleOver(
  'O7-errors',
  'Refusals of API Gateway itself expose the payment headers',
  (graph) =>
    restApis(graph).flatMap((api) =>
      ['DEFAULT_4XX', 'DEFAULT_5XX'].map(
        (kind) =>
          [api.resource, { api: api.resource.id, kind, parameters: gatewayResponse(graph, api, kind) }] as const,
      ),
    ),
  ({ kind, parameters }) => {
    const exposed = missing(header(parameters, 'Access-Control-Expose-Headers'), headersOfPayment.answered);
    const origin = header(parameters, 'Access-Control-Allow-Origin');
    return [
      ...(exposed.length === 0
        ? []
        : [`${kind} hides ${exposed.join(', ')}: add a gateway response with Access-Control-Expose-Headers`]),
      ...(origin === undefined
        ? [`${kind} has no Access-Control-Allow-Origin: a page would see a network error instead`]
        : []),
    ];
  },
);

function gatewayResponse(graph: StageGraph, api: ReturnType<typeof restApis>[number], kind: string): unknown {
  const inBody = api.body['x-amazon-apigateway-gateway-responses']?.[kind]?.responseParameters;
  const beside = graph
    .of('aws_api_gateway_gateway_response')
    .find(({ attributes }) => attributes['response_type'] === kind)?.attributes['response_parameters'];
  return inBody ?? beside;
}

/** O7 for logs. A reader of the log must not be able to reuse a payment. */
export const redactedLogs = ruleOver(
  'O7-logs',
  'The log of the firewall omits tokens, keys and payments',
  resources('aws_wafv2_web_acl_logging_configuration'),
  ({ attributes }) => {
    const named = JSON.stringify(attributes['redacted_fields'] ?? '').toLowerCase();
    const shown = ['authorization', 'x-api-key', 'payment-signature'].filter((name) => !named.includes(`"${name}"`));
    return shown.length === 0 ? undefined : `shows ${shown.join(', ')}: add them to redacted_fields`;
  },
);
