import type { Construct } from 'constructs';
import { PrivateEndpoints } from '../constructs/network/private-endpoints.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { TieredNetwork } from '../constructs/network/tiered-network.ts';

type NetworkStackProps = { readonly logsKeyArn: string };

/** The network of the stage: two zones, three tiers, and endpoints for AWS services. */
export class NetworkStack extends StageStack {
  readonly vpcId: string;
  readonly privateSubnetIds: readonly string[];
  readonly databaseSubnetIds: readonly string[];

  constructor(scope: Construct, context: StageContext, { logsKeyArn }: NetworkStackProps) {
    super(scope, 'network', context);
    const settings = this.stage.network;
    const network = new TieredNetwork(this, 'network', {
      name: 'main',
      cidr: settings.vpcCidr,
      availabilityZones: settings.availabilityZones,
      tiers: { public: settings.publicCidrs, private: settings.privateCidrs, database: settings.databaseCidrs },
      natPerZone: settings.natPerZone,
      logsKeyArn,
    });
    new PrivateEndpoints(this, 'endpoints', {
      vpcId: network.vpcId,
      vpcCidr: settings.vpcCidr,
      subnetIds: network.subnetIds.private,
      routeTableIds: network.innerRouteTableIds,
      interfaces: settings.interfaceEndpoints,
    });
    this.vpcId = network.vpcId;
    this.privateSubnetIds = network.subnetIds.private;
    this.databaseSubnetIds = network.subnetIds.database;
    this.publish('vpc_id', this.vpcId, 'VPC of the stage');
    this.publish('private_subnet_ids', this.privateSubnetIds.join(','), 'Subnets of the tasks, for `aws ecs run-task`');
  }
}
