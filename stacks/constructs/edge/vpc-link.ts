import { Apigatewayv2VpcLink } from '@cdktf/provider-aws/lib/apigatewayv2-vpc-link/index.js';
import { Construct } from 'constructs';
import { SecurityGroup } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';

type VpcLinkProps = {
  readonly vpcId: string;
  /** Private subnets in which API Gateway creates its network interfaces. */
  readonly subnetIds: readonly string[];
};

/**
 * The VPC link through which API Gateway enters the network. Its security group reaches only the groups that it is
 * connected to.
 */
export class VpcLink extends Construct {
  readonly linkId: string;
  readonly group: SecurityGroup;

  constructor(scope: Construct, id: string, { vpcId, subnetIds }: VpcLinkProps) {
    super(scope, id);
    this.group = new SecurityGroup(this, 'group', {
      name: 'vpc-link',
      vpcId,
      description: 'API Gateway inside the network',
    });
    this.linkId = new Apigatewayv2VpcLink(this, 'link', {
      name: stageStackOf(this).named('api'),
      subnetIds: [...subnetIds],
      securityGroupIds: [this.group.securityGroupId],
    }).id;
  }
}
