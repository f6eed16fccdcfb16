import { SecurityGroup as AwsSecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/** Anything with a security group: a construct of this stack or the id another stack hands over. */
export type Peer = { readonly securityGroupId: string };

export type SecurityGroupProps = {
  readonly name: string;
  readonly vpcId: string;
  readonly description: string;
  readonly region?: string;
};

/** A group that lets nothing in or out until connected. Both ends of a connection are opened together. */
export class SecurityGroup extends Construct implements Peer {
  readonly securityGroupId: string;
  readonly #where: { region?: string };

  constructor(scope: Construct, id: string, { name, vpcId, description, region }: SecurityGroupProps) {
    super(scope, id);
    this.#where = region === undefined ? {} : { region };
    const group = new AwsSecurityGroup(this, 'group', {
      ...this.#where,
      name: stageStackOf(this).named(name),
      description,
      vpcId,
      tags: { Name: stageStackOf(this).named(name) },
      // Interfaces hold on to their group: the successor must exist before the group can go.
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
  }

  /** Opens `port` from this group to `peer`: this group's way out and the peer's way in. `why` becomes both rules' description. */
  connectTo(peer: Peer, id: string, { port, why }: { port: number; why: string }): void {
    const rule = { fromPort: port, toPort: port, ipProtocol: 'tcp', description: why };
    new VpcSecurityGroupEgressRule(this, `to-${id}`, {
      ...rule,
      ...this.#where,
      securityGroupId: this.securityGroupId,
      referencedSecurityGroupId: peer.securityGroupId,
    });
    new VpcSecurityGroupIngressRule(this, `into-${id}`, {
      ...rule,
      ...this.#where,
      securityGroupId: peer.securityGroupId,
      referencedSecurityGroupId: this.securityGroupId,
    });
  }

  /** Lets a block of addresses in. For peers with a group of their own use their `connectTo`. */
  allowFromBlock(id: string, { cidr, port, why }: { cidr: string; port: number; why: string }): void {
    new VpcSecurityGroupIngressRule(this, `from-${id}`, {
      ...this.#where,
      securityGroupId: this.securityGroupId,
      cidrIpv4: cidr,
      fromPort: port,
      toPort: port,
      ipProtocol: 'tcp',
      description: why,
    });
  }

  allowToBlock(id: string, { cidr, port, why }: { cidr: string; port: number; why: string }): void {
    new VpcSecurityGroupEgressRule(this, `to-${id}`, {
      ...this.#where,
      securityGroupId: this.securityGroupId,
      cidrIpv4: cidr,
      fromPort: port,
      toPort: port,
      ipProtocol: 'tcp',
      description: why,
    });
  }

  allowToPrefixList(
    id: string,
    { prefixListId, port, why }: { prefixListId: string; port: number; why: string },
  ): void {
    new VpcSecurityGroupEgressRule(this, `to-${id}`, {
      ...this.#where,
      securityGroupId: this.securityGroupId,
      prefixListId,
      fromPort: port,
      toPort: port,
      ipProtocol: 'tcp',
      description: why,
    });
  }

  /**
   * HTTPS to anywhere: AWS endpoints, Solana RPC, IPFS pinning and oracles have no fixed addresses. When the stage names
   * a Solana validator of its own, its RPC port is opened to that block alone.
   */
  allowToInternet(): void {
    this.allowToBlock('internet', {
      cidr: '0.0.0.0/0',
      port: 443,
      why: 'HTTPS through NAT: AWS, Solana RPC, IPFS pinning, oracles',
    });
    const validator = stageStackOf(this).stage.network.solanaValidatorCidr;
    if (validator !== null)
      this.allowToBlock('validator', {
        cidr: validator,
        port: 8899,
        why: 'RPC of the Solana validator this stage runs itself',
      });
  }
}
