import { acceptedScopes, type Access } from '@pos/contract/access.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';

/** Claims as the authorizer passes them to an integration: every value as text. */
export type Claims = Readonly<Record<string, string>>;

export type Authorizer = (
  access: Access,
  authorization: string | undefined,
) => Promise<Result<Claims | undefined, Problem>>;

export interface AuthorizerOptions {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly clock: Clock;
}

const invalid = (detail: string): Result<never, Problem> => err({ code: 'token-invalid', detail });

const textOf = (payload: JWTPayload): Claims =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

/**
 * Checks tokens as a Cognito authorizer with authorization scopes does. A token must be an access token (not an id
 * token), signed by this issuer, not expired, and have one of the required scopes.
 */
export function createAuthorizer({ issuer, jwksUrl, clock }: AuthorizerOptions): Authorizer {
  const keys = createRemoteJWKSet(new URL(jwksUrl));

  const verify = async (token: string): Promise<Result<JWTPayload, Problem>> => {
    try {
      const options = {
        issuer,
        algorithms: ['RS256'],
        currentDate: clock.now(),
        requiredClaims: ['exp', 'client_id', 'token_use'],
      };
      const { payload } = await jwtVerify(token, keys, options);
      return payload['token_use'] === 'access' ? ok(payload) : invalid('It is not an access token.');
    } catch (error) {
      if (error instanceof errors.JWTExpired) return invalid('It has expired.');
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
        return invalid('It was not issued here, or it is damaged.');
      throw error;
    }
  };

  return async (access, authorization) => {
    const accepted: readonly string[] = acceptedScopes(access);
    const [required] = accepted;
    if (required === undefined) return ok(undefined);
    if (authorization === undefined) return err({ code: 'token-missing' });
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization) ?? [];
    if (token === undefined) return invalid('The header is not Authorization: Bearer <token>.');
    const verified = await verify(token);
    if (!verified.ok) return verified;
    const scopes = String(verified.value['scope'] ?? '').split(' ');
    return scopes.some((each) => accepted.includes(each))
      ? ok(textOf(verified.value))
      : err({ code: 'scope-missing', detail: `This route needs the scope ${required}.` });
  };
}
