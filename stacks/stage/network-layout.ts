import type * as z from 'zod';
import { contains, overlaps, parseCidr } from './cidr.ts';
import type { CidrBlock } from './cidr.ts';

type Layout = {
  readonly availabilityZones: readonly [string, string];
  readonly vpcCidr: string;
  readonly publicCidrs: readonly string[];
  readonly privateCidrs: readonly string[];
  readonly databaseCidrs: readonly string[];
  readonly solanaValidatorCidr: string | null;
};

type Subnet = { readonly path: [string, number]; readonly text: string; readonly block: CidrBlock };

/** Refuses blocks that do not parse, lie outside the VPC or overlap. Each message names both blocks. */
export function checkNetwork(layout: Layout, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const [first, second] = layout.availabilityZones;
  if (first === second) refuse(['availabilityZones'], `both zones are "${first}": name two different ones`);
  if (layout.solanaValidatorCidr !== null && !parseCidr(layout.solanaValidatorCidr))
    refuse(['solanaValidatorCidr'], notABlock(layout.solanaValidatorCidr));
  const vpc = parseCidr(layout.vpcCidr);
  if (!vpc || vpc.prefix < 16 || vpc.prefix > 28)
    return refuse(['vpcCidr'], `${notABlock(layout.vpcCidr)} A VPC accepts a prefix of 16 to 28.`);
  const subnets: Subnet[] = [];
  for (const tier of ['publicCidrs', 'privateCidrs', 'databaseCidrs'] as const) {
    layout[tier].forEach((text, index) => {
      const block = parseCidr(text);
      if (block) subnets.push({ path: [tier, index], text, block });
      else refuse([tier, index], notABlock(text));
    });
  }
  for (const subnet of subnets) {
    if (subnet.block.prefix > 28)
      refuse(
        subnet.path,
        `${subnet.text} is too small: a subnet accepts a prefix of 28 at most, and AWS reserves 5 of its 16 addresses`,
      );
    if (!contains(vpc, subnet.block))
      refuse(subnet.path, `${subnet.text} lies outside vpcCidr ${layout.vpcCidr}: choose a block inside it`);
  }
  subnets.forEach((subnet, index) => {
    for (const earlier of subnets.slice(0, index)) {
      if (overlaps(subnet.block, earlier.block))
        refuse(
          subnet.path,
          `${subnet.text} overlaps ${earlier.path.join('.')} (${earlier.text}): give each subnet its own range`,
        );
    }
  });
}

const notABlock = (text: string): string =>
  `"${text}" is not an IPv4 block: write the network address and a prefix, such as 10.20.0.0/16, without host bits.`;
