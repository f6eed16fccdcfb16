/**
 * OAuth scopes in the form of a Cognito resource server, `<resource server>/<scope>`. Each kind of writer has one scope;
 * reading public data needs none.
 */
export const SCOPES = {
  'registry/agents.write': 'Register agents and change their capabilities',
  'registry/history.read': 'Open the work histories of agents that the caller controls',
  'registry/ratings.write': 'Rate settled work on behalf of its payer',
  'registry/events.write': 'Publish settlement events from outside',
  'registry/embeds.read': 'Query scores at marketplace rates',
} as const;
export type Scope = keyof typeof SCOPES;
