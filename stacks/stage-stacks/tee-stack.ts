import type { Construct } from 'constructs';
import { EnclaveFleet } from '../constructs/containers/enclave-fleet.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import type { Stage } from '../stage/stage.ts';

export type TeeStackProps = {
  readonly enclave: NonNullable<Stage['enclave']>;
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly logsKeyArn: string;
};

/** Private work histories are opened only inside Nitro Enclaves, which Fargate cannot host: EC2 instances of their own. */
export class TeeStack extends StageStack {
  constructor(scope: Construct, context: StageContext, { enclave, network, logsKeyArn }: TeeStackProps) {
    super(scope, 'tee', context);
    const fleet = new EnclaveFleet(this, 'fleet', {
      enclave,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      logsKeyArn,
    });
    this.publish(
      'attested_key_arn',
      fleet.attestedKeyArn,
      'Histories are encrypted under this key; only the measured enclave image decrypts',
    );
  }
}
