import { describe, expect, it } from '@jest/globals';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { verifyProof } from '@pos/contract/zk-verify/routes/verify-proof.ts';
import { verifyProofs } from '@pos/contract/zk-verify/routes/verify-proofs.ts';
import { readRequest } from '@pos/runtime/http/read-request.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { statementVerifiers } from '../statement-verifiers.ts';

const send = (route: RouteDeclaration, body: string) =>
  readRequest(route, {
    headers: { 'content-type': 'application/json' },
    body,
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent);
const codeOf = (read: ReturnType<typeof send>) => (read.ok ? 'read' : read.error.code);

describe.each([verifyProof, verifyProofs])('$path', (route) => {
  it.each([
    ['a body above the body limit', `"${'x'.repeat(route.bodyLimitBytes)}"`, 'request-too-large'],
    ['opening brackets up to the body limit', '['.repeat(route.bodyLimitBytes), 'request-malformed'],
    [
      'nested arrays up to the body limit',
      '['.repeat(route.bodyLimitBytes / 2) + ']'.repeat(route.bodyLimitBytes / 2),
      'request-invalid',
    ],
    ['a number of a thousand digits', '9'.repeat(1_000), 'request-invalid'],
    ['a __proto__ member', '{"__proto__":{"statement":"history-totals"}}', 'request-invalid'],
  ])('refuses %s', (_, body, code) => expect(codeOf(send(route, body))).toBe(code));
});

describe('/zk/verify-batch', () => {
  const batch = (count: number) =>
    send(verifyProofs, JSON.stringify({ proofs: Array.from({ length: count }, () => 0) }));

  it('accepts 1 to 128 proofs', () => {
    expect([0, 1, 128, 129].map((count) => codeOf(batch(count)))).toEqual([
      'request-invalid',
      'read',
      'read',
      'request-invalid',
    ]);
  });

  it('reads a submission nested as deeply as the body limit permits', () => {
    const depth = verifyProofs.bodyLimitBytes / 2 - 100;
    expect(codeOf(send(verifyProofs, `{"proofs":[${'['.repeat(depth)}${']'.repeat(depth)}]}`))).toBe('read');
  });
});

describe('the parser behind both routes', () => {
  it('refuses arbitrary JSON as proof-malformed', async () => {
    const prepared = await statementVerifiers('local')('history-totals');
    if (!prepared.ok) throw new Error(prepared.error.code);
    const { verifier } = prepared.value;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue(), (proof, publicSignals) => {
        expect(verifier.parse({ proof, publicSignals })).toMatchObject({
          ok: false,
          error: { code: 'proof-malformed' },
        });
      }),
    );
  });
});
