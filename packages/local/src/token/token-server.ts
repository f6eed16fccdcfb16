import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '@pos/functions/http/proxy-event.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { SignJWT } from 'jose';
import { serve, type RunningServer } from '../http-server.ts';
import { decideGrant, type Grant, type TokenClient, type TokenError } from './grant.ts';
import { loadSigningKey, type SigningKey } from './signing-key.ts';

export interface TokenServer extends RunningServer {
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
}

export interface TokenServerOptions {
  readonly port: number;
  readonly keyFile: string;
  readonly clients: readonly TokenClient[];
  readonly clock: Clock;
}

export const TOKEN_LIFETIME_SECONDS = 3_600;
const MOST_FORM_BYTES = 16_384;

/** An access token with the claims of Cognito's tokens for a machine client. */
const accessToken = (
  key: SigningKey,
  issuer: string,
  { clientId, scopes }: Grant,
  nowSeconds: number,
): Promise<string> =>
  new SignJWT({
    sub: clientId,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: nowSeconds,
    iss: issuer,
    exp: nowSeconds + TOKEN_LIFETIME_SECONDS,
    iat: nowSeconds,
    version: 2,
    jti: randomUUID(),
    client_id: clientId,
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .sign(key.privateKey);

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

const sendError = (response: ServerResponse, { error, description, status }: TokenError): void =>
  send(
    response,
    status,
    { error, error_description: description },
    status === 401 ? { 'www-authenticate': 'Basic realm="token endpoint"' } : {},
  );

const discovery = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/oauth2/token`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  scopes_supported: Object.keys(SCOPES),
});

/**
 * The OAuth 2.0 token endpoint for machine clients, with the claims of Cognito's access tokens, and its public keys.
 */
export async function startTokenServer({ port, keyFile, clients, clock }: TokenServerOptions): Promise<TokenServer> {
  const key = await loadSigningKey(keyFile);
  let issuer = '';

  const grant = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const body = await readBody(request, MOST_FORM_BYTES);
    if (mediaType !== 'application/x-www-form-urlencoded' || body === undefined) {
      return sendError(response, {
        error: 'invalid_request',
        status: 400,
        description: 'Send a short form: Content-Type: application/x-www-form-urlencoded.',
      });
    }
    const decided = decideGrant(
      { authorization: request.headers.authorization, form: new URLSearchParams(body.toString('utf8')) },
      clients,
    );
    if (!decided.ok) return sendError(response, decided.error);
    const token = await accessToken(key, issuer, decided.value, Math.floor(clock.now().getTime() / 1_000));
    send(response, 200, { access_token: token, expires_in: TOKEN_LIFETIME_SECONDS, token_type: 'Bearer' });
  };

  const server = await serve('the token endpoint', port, (request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/oauth2/token' && request.method === 'POST') {
      grant(request, response).catch(() => response.destroy());
    } else if (path === '/oauth2/token') {
      send(response, 405, { error: 'invalid_request', error_description: 'Use POST.' }, { allow: 'POST' });
    } else if (path === '/.well-known/jwks.json') {
      send(response, 200, { keys: [key.publicJwk] });
    } else if (path === '/.well-known/openid-configuration') {
      send(response, 200, discovery(issuer));
    } else {
      send(response, 404, { error: 'invalid_request', error_description: 'POST /oauth2/token gives tokens.' });
    }
  });
  issuer = server.url;
  return { ...server, issuer, tokenUrl: `${issuer}/oauth2/token`, jwksUrl: `${issuer}/.well-known/jwks.json` };
}
