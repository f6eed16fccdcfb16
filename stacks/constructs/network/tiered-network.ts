import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { Construct } from 'constructs';
import { FlowLogs } from './flow-logs.ts';
import { stageStackOf } from '../stage-stack.ts';

type Tier = 'public' | 'private' | 'database';

type TieredNetworkProps = {
  /** Name of the network. Resource names begin with `pos-<stage>-<name>`. */
  readonly name: string;
  /** Address block of the VPC, with a prefix of 16 to 28. */
  readonly cidr: string;
  /** Two zones of the region. */
  readonly availabilityZones: readonly [string, string];
  /** Tiers to create, each with one address block per zone. A tier that is left out is not created. */
  readonly tiers: Partial<Record<Tier, readonly [string, string]>>;
  /**
   * `true` creates one NAT gateway per zone. `false` creates one for both zones, which is cheaper, but private subnets
   * lose internet access if its zone fails. No effect without a public tier.
   */
  readonly natPerZone: boolean;
  /** ARN of the key that encrypts the flow logs, in the region of the network. */
  readonly logsKeyArn: string;
  /** Region of the network. Default: the region of the stage. */
  readonly region?: string;
};

/**
 * A VPC over two zones, in tiers. Public subnets hold only NAT gateways, private subnets reach the internet through
 * them, and database subnets have no route out. Flow logs are on and the default security group is closed.
 */
export class TieredNetwork extends Construct {
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<Tier, readonly string[]>>;
  /** Route tables of the private and database tiers, for gateway endpoints. */
  readonly innerRouteTableIds: readonly string[];
  readonly #where: { region?: string };
  readonly #prefix: string;

  constructor(scope: Construct, id: string, props: TieredNetworkProps) {
    super(scope, id);
    this.#where = props.region === undefined ? {} : { region: props.region };
    this.#prefix = stageStackOf(this).named(props.name);
    const vpc = new Vpc(this, 'vpc', {
      ...this.#where,
      cidrBlock: props.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: this.#prefix },
    });
    this.vpcId = vpc.id;
    new DefaultSecurityGroup(this, 'default-group', {
      ...this.#where,
      vpcId: vpc.id,
      tags: { Name: `${this.#prefix}-closed` },
    });
    new FlowLogs(this, 'flow-logs', { name: props.name, vpcId: vpc.id, keyArn: props.logsKeyArn, ...this.#where });
    const tier = (kind: Tier) =>
      (props.tiers[kind] ?? []).map((cidr, index) =>
        this.#subnet(kind, index, cidr, props.availabilityZones[index] ?? ''),
      );
    const laid = { public: tier('public'), private: tier('private'), database: tier('database') };
    this.subnetIds = { public: ids(laid.public), private: ids(laid.private), database: ids(laid.database) };
    const gateways = laid.public.length > 0 ? this.#openPublicTier(laid.public, props.natPerZone) : [];
    this.innerRouteTableIds = [
      ...this.#routeOut('private', laid.private, gateways),
      ...this.#routeOut('database', laid.database, []),
    ];
  }

  #subnet(kind: Tier, index: number, cidrBlock: string, availabilityZone: string): Subnet {
    return new Subnet(this, `${kind}-${index + 1}`, {
      ...this.#where,
      vpcId: this.vpcId,
      cidrBlock,
      availabilityZone,
      mapPublicIpOnLaunch: false,
      tags: { Name: `${this.#prefix}-${kind}-${index + 1}`, Tier: kind },
    });
  }

  #openPublicTier(subnets: readonly Subnet[], natPerZone: boolean): NatGateway[] {
    const internet = new InternetGateway(this, 'internet', {
      ...this.#where,
      vpcId: this.vpcId,
      tags: { Name: this.#prefix },
    });
    const table = new RouteTable(this, 'public-routes', {
      ...this.#where,
      vpcId: this.vpcId,
      tags: { Name: `${this.#prefix}-public` },
    });
    new Route(this, 'public-out', {
      ...this.#where,
      routeTableId: table.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internet.id,
    });
    subnets.forEach(
      (subnet, index) =>
        new RouteTableAssociation(this, `public-${index + 1}-routes`, {
          ...this.#where,
          routeTableId: table.id,
          subnetId: subnet.id,
        }),
    );
    return subnets.slice(0, natPerZone ? subnets.length : 1).map((subnet, index) => {
      const name = `nat-${index + 1}`;
      const address = new Eip(this, `${name}-address`, {
        ...this.#where,
        domain: 'vpc',
        tags: { Name: `${this.#prefix}-${name}` },
      });
      return new NatGateway(this, name, {
        ...this.#where,
        subnetId: subnet.id,
        allocationId: address.id,
        tags: { Name: `${this.#prefix}-${name}` },
        dependsOn: [internet],
      });
    });
  }

  #routeOut(kind: Tier, subnets: readonly Subnet[], gateways: readonly NatGateway[]): string[] {
    return subnets.map((subnet, index) => {
      const table = new RouteTable(this, `${kind}-${index + 1}-routes`, {
        ...this.#where,
        vpcId: this.vpcId,
        tags: { Name: `${this.#prefix}-${kind}-${index + 1}` },
      });
      new RouteTableAssociation(this, `${kind}-${index + 1}-association`, {
        ...this.#where,
        routeTableId: table.id,
        subnetId: subnet.id,
      });
      const gateway = gateways[index] ?? gateways[0];
      if (gateway)
        new Route(this, `${kind}-${index + 1}-out`, {
          ...this.#where,
          routeTableId: table.id,
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId: gateway.id,
        });
      return table.id;
    });
  }
}

const ids = (subnets: readonly Subnet[]): string[] => subnets.map((subnet) => subnet.id);
