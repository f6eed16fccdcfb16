import { SecurityGroup as AwsSecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/** Anything with a security group. It is a construct of this stack, or an id from another stack. */
export type Peer = { readonly securityGroupId: string };

type SecurityGroupProps = {
  /** The group becomes `pos-<stage>-<name>`. */
  readonly name: string;
  readonly vpcId: string;
  /** Purpose of the group. AWS replaces the group when the description changes. */
  readonly description: string;
  /** Region of the group. Default: the region of the stage. */
  readonly region?: string;
};

/** A security group without rules. `connectTo` opens both ends of a connection together. */
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
      // A network interface keeps its group in use, so the successor must exist before the group can be deleted.
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
  }

  /**
   * Opens TCP `port` from this group to `peer`: an egress rule here and an ingress rule there. `why` becomes the
   * description of both rules.
   */
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

  /** Accepts TCP `port` from a block of addresses. For a peer with a group of its own, use `connectTo` of the peer. */
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

  /** Opens TCP `port` to a block of addresses. */
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

  /**
   * Opens HTTPS to any address, because AWS endpoints, Solana RPC, IPFS pinning and oracles have no fixed addresses. If
   * the stage configures a Solana validator, port 8899 is opened only to that block.
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
