import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group/index.js';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile/index.js';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template/index.js';
import { Construct } from 'constructs';
import { isArmInstance } from '../../stage/enclave-instances.ts';
import type { Stage } from '../../stage/stage.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { EncryptionKey } from '../identity-and-keys/encryption-key.ts';
import { SecurityGroup } from '../network/security-group.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type EnclaveFleetProps = {
  /**
   * Instance type, image measurement (PCR0), CPUs, memory and number of instances. The group may grow to twice that
   * number.
   */
  readonly enclave: NonNullable<Stage['enclave']>;
  readonly vpcId: string;
  /** Private subnets, in at least two zones. */
  readonly subnetIds: readonly string[];
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
};

/**
 * Parent instances for Nitro Enclaves, and a KMS key that decrypts only for an enclave whose attestation document
 * shows the image measurement of the stage. The parent instance itself cannot decrypt, so taking it over does not open
 * the data.
 */
export class EnclaveFleet extends Construct {
  /** ARN of the key that decrypts for the measured enclave image only. */
  readonly attestedKeyArn: string;

  constructor(scope: Construct, id: string, { enclave, vpcId, subnetIds, logsKeyArn }: EnclaveFleetProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const name = stack.named('enclaves');
    const role = new ServiceRole(this, 'role', {
      name: 'enclave-parent',
      service: 'ec2.amazonaws.com',
      description: 'Parent instances of the enclaves',
    });
    const logs = new EncryptedLogGroup(this, 'log', { name: `/pos/${stack.stage.name}/enclaves`, keyArn: logsKeyArn });
    logs.grantWrite(role);
    this.attestedKeyArn = this.#attestedKey(role, enclave.imageMeasurement);
    const group = new SecurityGroup(this, 'group', {
      name: 'enclaves',
      vpcId,
      description: 'Parent instances of the enclaves',
    });
    group.allowToInternet();
    const template = new LaunchTemplate(this, 'template', {
      name,
      instanceType: enclave.instanceType,
      imageId: `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${isArmInstance(enclave.instanceType) ? 'arm64' : 'x86_64'}`,
      updateDefaultVersion: true,
      enclaveOptions: { enabled: true },
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      iamInstanceProfile: { arn: new IamInstanceProfile(this, 'profile', { name, role: role.name }).arn },
      networkInterfaces: [
        { associatePublicIpAddress: 'false', securityGroups: [group.securityGroupId], deleteOnTermination: 'true' },
      ],
      // Encrypted by the EBS key of the account. A customer key would need a grant to the service-linked role of Auto
      // Scaling.
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { encrypted: 'true', volumeSize: 30, volumeType: 'gp3', deleteOnTermination: 'true' },
        },
      ],
      userData: Buffer.from(bootScript(enclave.cpuCount, enclave.memoryMb)).toString('base64'),
      tagSpecifications: [
        { resourceType: 'instance', tags: { Name: name } },
        { resourceType: 'volume', tags: { Name: name } },
      ],
    });
    new AutoscalingGroup(this, 'group-of-instances', {
      name,
      minSize: enclave.instances,
      maxSize: enclave.instances * 2,
      desiredCapacity: enclave.instances,
      vpcZoneIdentifier: [...subnetIds],
      healthCheckType: 'EC2',
      launchTemplate: { id: template.id, version: String(template.latestVersion) },
      instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 50 } },
      tag: [{ key: 'Name', value: name, propagateAtLaunch: true }],
    });
  }

  #attestedKey(role: ServiceRole, measurement: string): string {
    const key = new EncryptionKey(this, 'key', { name: 'attested' });
    const attested = { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': measurement } };
    key.allow({
      sid: 'OnlyTheMeasuredImage',
      principals: { AWS: [role.arn] },
      actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateRandom'],
      resources: ['*'],
      conditions: attested,
    });
    key.allow({
      sid: 'NobodyElseDecrypts',
      effect: 'Deny',
      principals: '*',
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { StringNotEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': measurement } },
    });
    return key.arn;
  }
}

/**
 * Installs the enclave tools and reserves CPUs and memory. A systemd unit of the enclave image starts the enclave
 * itself.
 */
const bootScript = (cpuCount: number, memoryMb: number): string => `#!/bin/bash
set -euo pipefail
dnf install -y aws-nitro-enclaves-cli
printf 'memory_mib: ${memoryMb}\\ncpu_count: ${cpuCount}\\n' > /etc/nitro_enclaves/allocator.yaml
systemctl enable --now nitro-enclaves-allocator.service nitro-enclaves-vsock-proxy.service
`;
