/**
 * OAuth scopes, as a Cognito resource server writes them (`<resource server>/<scope>`).
 * One scope for each kind of writer; reading is open.
 */
export const SCOPES = {
  'registry/agents.write': 'Register agents and change their capabilities',
  'registry/history.read': 'Open the work histories of agents that the caller controls',
  'registry/ratings.write': 'Rate settled work on behalf of its payer',
  'registry/events.write': 'Publish settlement events from outside',
  'registry/embeds.read': 'Query scores at marketplace rates',
} as const;
export type Scope = keyof typeof SCOPES;
