import { Apigatewayv2VpcLink } from '@cdktf/provider-aws/lib/apigatewayv2-vpc-link/index.js';
import { Construct } from 'constructs';
import { SecurityGroup } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';

export type VpcLinkProps = { readonly vpcId: string; readonly subnetIds: readonly string[] };

/** The gateway's way into the network; its group reaches what it is connected to and nothing else. */
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
