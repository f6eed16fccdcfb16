import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Construct } from 'constructs';
import { SecurityGroup } from './security-group.ts';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

/** What tasks, functions and enclaves call; each is an interface in every private subnet. */
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

export type PrivateEndpointsProps = {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  /** S3 has a free gateway endpoint, always there; interface endpoints cost by the hour. */
  readonly interfaces: boolean;
};

/** Keeps traffic to AWS inside the network. Endpoints serve this account's principals alone. */
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
