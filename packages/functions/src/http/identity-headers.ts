/**
 * Headers in which the gateway passes the caller's identity to a container. The gateway's integration sets them from
 * the authorizer's claims and overwrites headers of the same name that a client sent. Only the gateway can reach the
 * container.
 */
export const IDENTITY_HEADERS = {
  clientId: 'x-pos-client-id',
  scopes: 'x-pos-scopes',
  /** Id of the API key that the gateway checked, on metered routes. */
  apiKeyId: 'x-pos-api-key-id',
  requestId: 'x-pos-request-id',
} as const;

export const isIdentityHeader = (name: string): boolean => name.toLowerCase().startsWith('x-pos-');

/** Claims in the form in which a Cognito authorizer passes them to a function. */
export function claimsOf(header: (name: string) => string | undefined): Readonly<Record<string, string>> | undefined {
  const clientId = header(IDENTITY_HEADERS.clientId);
  return clientId === undefined || clientId === ''
    ? undefined
    : { client_id: clientId, scope: header(IDENTITY_HEADERS.scopes) ?? '' };
}

/** Id of the API key that the gateway checked, or `undefined` if the route is not metered. */
export const apiKeyIdOf = (header: (name: string) => string | undefined): string | undefined =>
  header(IDENTITY_HEADERS.apiKeyId) || undefined;
