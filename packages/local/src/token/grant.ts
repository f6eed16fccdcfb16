import { timingSafeEqual, createHash } from 'node:crypto';
import { SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

export interface TokenClient {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

/** Errors of RFC 6749, section 5.2. */
export interface TokenError {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';
  readonly status: 400 | 401;
  readonly description: string;
}

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

const refuse = (error: TokenError['error'], description: string, status: TokenError['status'] = 400) =>
  err({ error, description, status } as const);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Reads the client's credentials, form-encoded in Basic authentication or in the form, but not in both (RFC 6749,
 * section 2.3.1).
 */
function credentialsOf({ authorization, form }: TokenRequest): Result<Credentials, TokenError> {
  const inForm = form.get('client_secret');
  if (authorization === undefined) {
    const id = form.get('client_id');
    return id === null || inForm === null
      ? refuse('invalid_client', 'Send the client id and secret by Basic authentication or in the form.')
      : ok({ id, secret: inForm });
  }
  if (inForm !== null)
    return refuse('invalid_request', 'Send the client secret once: by Basic authentication or in the form.');
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return refuse('invalid_client', 'The Authorization header is not Basic <base64 of id:secret>.', 401);
  const decode = (part: string) => new URLSearchParams(`v=${part}`).get('v') ?? '';
  return ok({ id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) });
}

const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

/**
 * Decides a client-credentials request as Cognito does. It grants the requested scopes. If the request names none, it
 * grants all scopes of the client.
 */
export function decideGrant(request: TokenRequest, clients: readonly TokenClient[]): Result<Grant, TokenError> {
  const repeated = [...new Set(request.form.keys())].find((name) => request.form.getAll(name).length > 1);
  if (repeated !== undefined) return refuse('invalid_request', `Send ${repeated} once.`);
  const grantType = request.form.get('grant_type');
  if (grantType === null) return refuse('invalid_request', 'Send grant_type=client_credentials.');
  const credentials = credentialsOf(request);
  if (!credentials.ok) return credentials;
  const { id, secret } = credentials.value;
  const client = clients.find((each) => each.id === id);
  if (client === undefined || !sameSecret(client.secret, secret)) {
    return refuse(
      'invalid_client',
      'There is no such client with this secret.',
      request.authorization === undefined ? 400 : 401,
    );
  }
  if (grantType !== 'client_credentials')
    return refuse('unsupported_grant_type', 'This client may use client_credentials only.');
  const asked = (request.form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const foreign = asked.find((scope) => !isScope(scope) || !client.scopes.includes(scope));
  if (foreign !== undefined) return refuse('invalid_scope', `The client may not ask for ${foreign}.`);
  return ok({ clientId: id, scopes: asked.length === 0 ? client.scopes : asked.filter(isScope) });
}
