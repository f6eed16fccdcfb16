/**
 * OAuth scopes in the form of a Cognito resource server, `<resource server>/<scope>`. Each kind of writer has one scope;
 * reading public data needs none. The name says what it allows: `.read` never allows a change.
 */
export const SCOPES = {
  'registry/agents.write': 'Register agents and change their capabilities',
  'registry/credentials.write': 'Issue and revoke credentials of agents that the caller controls',
  'registry/history.read': 'Open the work histories of agents that the caller controls',
  'registry/ratings.write': 'Deprecated: no route requires it',
  'registry/events.write': 'Publish events as an outside producer',
  'registry/embeds.read': 'Query scores at marketplace rates',
} as const;
export type Scope = keyof typeof SCOPES;

/** Scopes that no route requires. A client may still ask for them until the date, which is in UTC. */
export const DEPRECATED_SCOPES = {
  'registry/ratings.write': { since: '2026-12-01', sunset: '2027-06-01' },
} as const satisfies Partial<Record<Scope, { readonly since: string; readonly sunset: string }>>;
