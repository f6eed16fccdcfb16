import { Construct } from 'constructs';
import { postgresPort } from '../database/postgres-database.ts';
import { SecurityGroup } from '../network/security-group.ts';
import type { Peer } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';

/** Network destinations that a function's needs require. `secrets` is Secrets Manager, an AWS endpoint. */
export type Reach = { readonly database: boolean; readonly internet: boolean; readonly secrets: boolean };

type FunctionGroupsProps = {
  readonly vpcId: string;
  /** Private subnets. */
  readonly subnetIds: readonly string[];
  /** Security group of the database proxy. */
  readonly proxy: Peer;
};

/**
 * Security groups of the functions inside the network, one for each distinct reach. With one group per function every
 * function would add a rule to the group of the proxy, up to the limit of rules per group.
 */
export class FunctionGroups extends Construct {
  readonly #props: FunctionGroupsProps;
  readonly #groups = new Map<string, SecurityGroup>();

  constructor(scope: Construct, id: string, props: FunctionGroupsProps) {
    super(scope, id);
    this.#props = props;
  }

  /**
   * Subnets and security group of a function with this reach. `undefined` if the function needs nothing inside the
   * network and therefore runs outside it.
   */
  placeOf(reach: Reach): { readonly subnetIds: string[]; readonly securityGroupIds: string[] } | undefined {
    if (!reach.database) return undefined;
    const outwards = reach.internet ? 'internet' : reach.secrets ? 'aws' : 'nothing';
    const group = this.#groups.get(outwards) ?? this.#make(outwards);
    return { subnetIds: [...this.#props.subnetIds], securityGroupIds: [group.securityGroupId] };
  }

  #make(outwards: 'internet' | 'aws' | 'nothing'): SecurityGroup {
    const { stage } = stageStackOf(this);
    const name = { internet: 'functions-internet', aws: 'functions-aws', nothing: 'functions' }[outwards];
    const group = new SecurityGroup(this, outwards, {
      name,
      vpcId: this.#props.vpcId,
      description: `Functions that reach the database${outwards === 'nothing' ? ' alone' : ` and ${outwards}`}`,
    });
    group.connectTo(this.#props.proxy, 'proxy', {
      port: postgresPort,
      why: 'Functions reach the database through the proxy',
    });
    if (outwards === 'internet' || (outwards === 'aws' && !stage.network.interfaceEndpoints)) group.allowToInternet();
    else if (outwards === 'aws')
      group.allowToBlock('endpoints', {
        cidr: stage.network.vpcCidr,
        port: 443,
        why: 'Secrets Manager, through its endpoint',
      });
    this.#groups.set(outwards, group);
    return group;
  }
}
