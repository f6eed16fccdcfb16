/**
 * How a gateway tells a container who called: its integration maps the authorizer's claims to these headers and
 * overwrites whatever came from outside. Only the gateway can reach the container.
 */
export const IDENTITY_HEADERS = {
  clientId: 'x-pos-client-id',
  scopes: 'x-pos-scopes',
  requestId: 'x-pos-request-id',
} as const;

export const isIdentityHeader = (name: string): boolean => name.toLowerCase().startsWith('x-pos-');

/** Claims as a Cognito authorizer would hand them to a function. */
export function claimsOf(header: (name: string) => string | undefined): Readonly<Record<string, string>> | undefined {
  const clientId = header(IDENTITY_HEADERS.clientId);
  return clientId === undefined || clientId === ''
    ? undefined
    : { client_id: clientId, scope: header(IDENTITY_HEADERS.scopes) ?? '' };
}
