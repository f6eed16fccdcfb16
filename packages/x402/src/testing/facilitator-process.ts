/**
 * A facilitator in a separate process, for tests that need several facilitators or kill one. It serves the Lambda
 * handlers over HTTP on a free port and writes the port to standard output.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RouteLambda } from '@pos/runtime/route-lambda.ts';
import { handler as getSupported } from '../routes/get-supported.ts';
import { handler as settlePayment } from '../routes/settle-payment.ts';
import { handler as verifyPayment } from '../routes/verify-payment.ts';

const ROUTES: Readonly<Record<string, RouteLambda>> = {
  'GET /x402/supported': getSupported,
  'POST /x402/verify': verifyPayment,
  'POST /x402/settle': settlePayment,
};

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const server = createServer((request, response) => {
  void (async () => {
    const handler = ROUTES[`${request.method} ${request.url}`];
    if (handler === undefined) return void response.writeHead(404).end();
    const event = {
      httpMethod: request.method,
      path: request.url,
      headers: request.headers,
      body: await textOf(request),
      isBase64Encoded: false,
      queryStringParameters: null,
      pathParameters: null,
      requestContext: { requestId: 'test' },
    };
    const context = { awsRequestId: 'test', getRemainingTimeInMillis: () => 25_000 };
    const answer = await handler(event as never, context as never);
    response.writeHead(answer.statusCode, answer.headers as Record<string, string>).end(answer.body);
  })();
});

server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
);
