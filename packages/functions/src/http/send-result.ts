import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';

/** True if a function's return value has the shape that a proxy integration accepts. */
export const isProxyResult = (value: unknown): value is APIGatewayProxyResult =>
  typeof value === 'object' && value !== null && 'statusCode' in value && Number.isInteger(value.statusCode);

/** Writes the result of a proxy integration as the HTTP response. */
export function sendResult(response: ServerResponse, result: APIGatewayProxyResult): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {}))
    response.setHeader(name, values.map(String));
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  // A 304 has neither a body nor a Content-Length.
  if (result.statusCode !== 304) response.setHeader('content-length', body.byteLength);
  response.writeHead(result.statusCode);
  response.end(body);
}
