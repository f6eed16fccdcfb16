import { CognitoResourceServer } from '@cdktf/provider-aws/lib/cognito-resource-server/index.js';
import { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client/index.js';
import { CognitoUserPoolDomain } from '@cdktf/provider-aws/lib/cognito-user-pool-domain/index.js';
import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool/index.js';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import { Construct } from 'constructs';
import { tokenDomainPrefix } from '../../stage/agreed-names.ts';
import { stageStackOf } from '../stage-stack.ts';

/** Lifetime of an access token, in minutes. It bounds the damage of a lost token. */
const tokenMinutes = 60;

/**
 * A Cognito user pool without users: the scopes of the contract, and one client for each program in `api.clients` of
 * the stage. People read the secret of a client in Cognito; no output contains one.
 */
export class MachineClients extends Construct {
  readonly userPoolArn: string;
  readonly userPoolId: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    const pool = new CognitoUserPool(this, 'pool', {
      name: stack.named('clients'),
      userPoolTier: 'ESSENTIALS',
      deletionProtection: stage.production ? 'ACTIVE' : 'INACTIVE',
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      passwordPolicy: {
        minimumLength: 16,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 1,
      },
    });
    new CognitoUserPoolDomain(this, 'domain', { domain: tokenDomainPrefix(stage), userPoolId: pool.id });
    const servers = this.#resourceServers(pool.id);
    for (const { name, scopes } of stage.api.clients) {
      new CognitoUserPoolClient(this, `client-${name}`, {
        name: stack.named(name),
        userPoolId: pool.id,
        generateSecret: true,
        allowedOauthFlowsUserPoolClient: true,
        allowedOauthFlows: ['client_credentials'],
        allowedOauthScopes: [...scopes],
        accessTokenValidity: tokenMinutes,
        tokenValidityUnits: [{ accessToken: 'minutes' }],
        enableTokenRevocation: true,
        preventUserExistenceErrors: 'ENABLED',
        // A client refers to scopes by name, and Cognito refuses names that do not exist yet.
        dependsOn: servers,
      });
    }
    this.userPoolArn = pool.arn;
    this.userPoolId = pool.id;
  }

  /** One resource server for each prefix: a scope is named `<resource server>/<scope>`. */
  #resourceServers(userPoolId: string): CognitoResourceServer[] {
    const scopes = Object.entries(SCOPES).map(([name, description]) => ({
      server: name.slice(0, name.lastIndexOf('/')),
      scopeName: name.slice(name.lastIndexOf('/') + 1),
      scopeDescription: description,
    }));
    return [...Map.groupBy(scopes, ({ server }) => server)].map(
      ([server, of]) =>
        new CognitoResourceServer(this, `server-${server}`, {
          identifier: server,
          name: server,
          userPoolId,
          scope: of.map(({ scopeName, scopeDescription }) => ({ scopeName, scopeDescription })),
        }),
    );
  }
}
