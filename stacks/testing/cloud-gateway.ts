/** Decides about a request as API Gateway would, from the synthesized body of a REST API. */
import { anyMethod, mapped } from './api-body.ts';
import type { ApiBody, Operation } from './api-body.ts';

export type FixedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: Readonly<Record<string, unknown>> | undefined;
};

type CloudAnswer =
  | { readonly kind: 'function' | 'container'; readonly target: string; readonly operation: Operation }
  | ({ readonly kind: 'gateway' } & FixedAnswer);

const requestId = 'the-request';

/** Replaces context variables of the request by fixed values. */
const filled = (text: string): string =>
  text
    .replaceAll(/\$?context\.requestId/g, requestId)
    .replaceAll('$context.error.messageString', '"said by the gateway"');

/** The refusal of API Gateway for a response type such as `THROTTLED`. */
export function refusal(body: ApiBody, type: string): FixedAnswer {
  const response = body['x-amazon-apigateway-gateway-responses'][type];
  if (!response) throw new Error(`The API has no gateway response ${type}.`);
  const [[contentType, template] = ['', '']] = Object.entries(response.responseTemplates);
  return {
    status: Number(response.statusCode),
    headers: { ...filledHeaders(response.responseParameters), 'content-type': contentType },
    document: JSON.parse(filled(template)) as Record<string, unknown>,
  };
}

/** The backend of an authorized and valid request. Literal segments take precedence over named ones. */
export function cloudAnswer(body: ApiBody, method: string, path: string): CloudAnswer {
  const [template] = Object.keys(body.paths)
    .filter((each) => fits(each, path))
    .sort((a, b) => names(a) - names(b));
  const operations = body.paths[template ?? ''];
  if (!operations) return { kind: 'gateway', ...refusal(body, 'MISSING_AUTHENTICATION_TOKEN') };
  const operation = operations[method.toLowerCase()] ?? operations[anyMethod];
  if (!operation) return { kind: 'gateway', ...refusal(body, 'MISSING_AUTHENTICATION_TOKEN') };
  const { type, uri = '', httpMethod = '' } = operation['x-amazon-apigateway-integration'];
  if (type === 'aws_proxy')
    return { kind: 'function', target: /:function:pos-[a-z0-9]+-([\w-]+):live\//.exec(uri)?.[1] ?? uri, operation };
  if (type === 'http_proxy')
    return {
      kind: 'container',
      target: `${httpMethod} ${new URL(uri).pathname.replaceAll('%7B', '{').replaceAll('%7D', '}')}`,
      operation,
    };
  return { kind: 'gateway', ...fixed(operation) };
}

function fixed(operation: Operation): FixedAnswer {
  const { requestTemplates = {}, responses } = operation['x-amazon-apigateway-integration'];
  const { statusCode } = JSON.parse(requestTemplates['application/json'] ?? '{}') as { statusCode: number };
  if (!responses || responses.default.statusCode !== String(statusCode))
    throw new Error('A mock integration declares one status and answers with another.');
  const [[contentType, template] = [undefined, undefined]] = Object.entries(responses.default.responseTemplates ?? {});
  const headers = {
    ...filledHeaders(responses.default.responseParameters),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  };
  return {
    status: statusCode,
    headers,
    document: template === undefined ? undefined : (JSON.parse(filled(template)) as Record<string, unknown>),
  };
}

const filledHeaders = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(mapped(parameters)).map(([name, value]) => [name, filled(value)]));

const names = (template: string): number => template.split('{').length;

const fits = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(
    path,
  );
