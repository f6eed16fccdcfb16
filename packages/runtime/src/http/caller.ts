import { acceptedScopes } from '@pos/contract/access.ts';
import type { Caller } from '@pos/contract/reply.ts';
import { isMetered, type RouteDeclaration } from '@pos/contract/route.ts';
import { SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

const isScope = (value: string): value is Scope => Object.hasOwn(SCOPES, value);

/**
 * The caller of a scoped route, from the claims that the gateway's authorizer verified. The function checks the scope
 * and the API key of a metered route again, so that a misconfigured gateway does not open the route.
 */
export function callerOf(route: RouteDeclaration, event: APIGatewayProxyEvent): Result<Caller | undefined, Problem> {
  const accepted = acceptedScopes(route.access);
  const [required] = accepted;
  if (required === undefined) return ok(undefined);
  const claims: unknown = event.requestContext?.authorizer?.claims;
  if (typeof claims !== 'object' || claims === null) return err({ code: 'token-missing' });
  const { client_id: clientId, scope = '' } = claims as Record<string, unknown>;
  if (typeof clientId !== 'string' || typeof scope !== 'string') return err({ code: 'token-invalid' });
  const scopes = scope.split(' ').filter(isScope);
  if (!scopes.some((each) => accepted.includes(each)))
    return err({ code: 'scope-missing', detail: `This route requires the scope ${required}.` });
  const keyId = event.requestContext.identity?.apiKeyId ?? null;
  return isMetered(route) && keyId === null ? err({ code: 'api-key-invalid' }) : ok({ clientId, scopes });
}
