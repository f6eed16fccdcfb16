import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Construct } from 'constructs';
import { SecurityGroup } from './security-group.ts';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

/** AWS services that tasks, functions and enclaves call. Each becomes an interface in every private subnet. */
const interfaceServices = [
  'ecr.api',
  'ecr.dkr',
  'logs',
  'secretsmanager',
  'kms',
  'sts',
  'events',
  'sqs',
  'ssm',
  'ssmmessages',
  'monitoring',
] as const;

type PrivateEndpointsProps = {
  readonly vpcId: string;
  /** Address block of the network. The endpoints accept HTTPS from it. */
  readonly vpcCidr: string;
  /** Private subnets, in which the interfaces are created. */
  readonly subnetIds: readonly string[];
  /** Route tables of the inner tiers, which get the route to S3. */
  readonly routeTableIds: readonly string[];
  /**
   * Whether to create the interface endpoints, which cost by the hour. The gateway endpoint of S3 is free and always
   * created.
   */
  readonly interfaces: boolean;
};

/** VPC endpoints that keep traffic to AWS services inside the network. They accept only principals of this account. */
export class PrivateEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: PrivateEndpointsProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const service = (name: string) => `com.amazonaws.${stack.stage.region}.${name}`;
    new VpcEndpoint(this, 's3', {
      vpcId: props.vpcId,
      serviceName: service('s3'),
      vpcEndpointType: 'Gateway',
      routeTableIds: [...props.routeTableIds],
      tags: { Name: stack.named('s3') },
    });
    if (!props.interfaces) return;
    const group = new SecurityGroup(this, 'group', {
      name: 'endpoints',
      vpcId: props.vpcId,
      description: 'Interface endpoints of AWS services',
    });
    group.allowFromBlock('vpc', { cidr: props.vpcCidr, port: 443, why: 'AWS API calls from inside the network' });
    const policy = policyDocument([
      {
        principals: '*',
        actions: ['*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': stack.stage.account } },
      },
    ]);
    for (const name of interfaceServices) {
      new VpcEndpoint(this, name.replaceAll('.', '-'), {
        vpcId: props.vpcId,
        serviceName: service(name),
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...props.subnetIds],
        securityGroupIds: [group.securityGroupId],
        policy,
        tags: { Name: stack.named(name) },
      });
    }
  }
}
