import { Fn } from 'cdktf';
import { DbProxyDefaultTargetGroup } from '@cdktf/provider-aws/lib/db-proxy-default-target-group/index.js';
import { DbProxyTarget } from '@cdktf/provider-aws/lib/db-proxy-target/index.js';
import { DbProxy } from '@cdktf/provider-aws/lib/db-proxy/index.js';
import { Construct } from 'constructs';
import { proxySharePercent } from '../../stage/proxy-connections.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { postgresPort } from './postgres-database.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { SecurityGroup } from '../network/security-group.ts';
import type { Peer } from '../network/security-group.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

/**
 * Database users that the migration task creates with `GRANT rds_iam`. `registry_app` serves requests and consumes
 * events; `registry_worker` runs the background tasks.
 */
const databaseUsers = ['registry_app', 'registry_worker'] as const;
export type DatabaseUser = (typeof databaseUsers)[number];

type DatabaseProxyProps = {
  readonly vpcId: string;
  /** Database subnets, in at least two zones. */
  readonly subnetIds: readonly string[];
  readonly database: PostgresDatabase;
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
};

/**
 * An RDS Proxy that pools connections for functions and tasks. Clients sign in at the proxy by IAM, and the proxy signs
 * in at the database by IAM, so no passwords are needed.
 */
export class DatabaseProxy extends Construct implements Peer {
  readonly securityGroupId: string;
  /** Host name that clients connect to. */
  readonly endpoint: string;
  readonly name: string;
  /** Id of the form `prx-…`, by which `rds-db:connect` permissions refer to the proxy. */
  readonly resourceId: string;

  constructor(scope: Construct, id: string, { vpcId, subnetIds, database, logsKeyArn }: DatabaseProxyProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.name = stack.named('proxy');
    const group = new SecurityGroup(this, 'group', { name: 'proxy', vpcId, description: 'RDS Proxy' });
    group.connectTo(database, 'database', {
      port: postgresPort,
      why: 'The proxy holds the connections to the database',
    });
    this.securityGroupId = group.securityGroupId;
    new EncryptedLogGroup(this, 'log', { name: `/aws/rds/proxy/${this.name}`, keyArn: logsKeyArn });
    const role = new ServiceRole(this, 'role', {
      name: 'proxy',
      service: 'rds.amazonaws.com',
      description: 'Signs the proxy in at the database',
    });
    role.allow({
      actions: ['rds-db:connect'],
      resources: databaseUsers.map((user) => stack.arnOf('rds-db', `dbuser:${database.resourceId}/${user}`)),
    });
    const proxy = new DbProxy(this, 'proxy', {
      name: this.name,
      engineFamily: 'POSTGRESQL',
      defaultAuthScheme: 'IAM_AUTH',
      requireTls: true,
      debugLogging: false,
      idleClientTimeout: 900,
      roleArn: role.arn,
      vpcSubnetIds: [...subnetIds],
      vpcSecurityGroupIds: [this.securityGroupId],
    });
    const pool = new DbProxyDefaultTargetGroup(this, 'pool', {
      dbProxyName: proxy.name,
      connectionPoolConfig: {
        maxConnectionsPercent: proxySharePercent,
        maxIdleConnectionsPercent: 50,
        connectionBorrowTimeout: 5,
      },
    });
    new DbProxyTarget(this, 'target', {
      dbProxyName: proxy.name,
      targetGroupName: pool.name,
      dbInstanceIdentifier: database.identifier,
    });
    this.endpoint = proxy.endpoint;
    // An ARN of the form arn:aws:rds:<region>:<account>:db-proxy:prx-0123…, of which the last part is the resource id.
    this.resourceId = Fn.element(Fn.split(':', proxy.arn), 6) as string;
  }

  /** The statement that lets a role sign in through the proxy as `user`. */
  connectAs(user: DatabaseUser): Statement {
    return {
      actions: ['rds-db:connect'],
      resources: [stageStackOf(this).arnOf('rds-db', `dbuser:${this.resourceId}/${user}`)],
    };
  }
}
