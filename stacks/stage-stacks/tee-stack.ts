import type { Construct } from 'constructs';
import { EnclaveFleet } from '../constructs/containers/enclave-fleet.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import type { Stage } from '../stage/stage.ts';

type TeeStackProps = {
  readonly enclave: NonNullable<Stage['enclave']>;
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly logsKeyArn: string;
};

/**
 * The enclave instances. Private work histories are decrypted only inside Nitro Enclaves, which Fargate cannot host,
 * so they run on EC2.
 */
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
      'Key of private histories; only the measured enclave image can decrypt with it',
    );
  }
}
