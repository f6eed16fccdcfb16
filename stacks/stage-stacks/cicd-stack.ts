import { EcrRegistryScanningConfiguration } from '@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js';
import type { Construct } from 'constructs';
import { CodeSigning } from '../constructs/delivery/code-signing.ts';
import { DeliveryRoles } from '../constructs/delivery/delivery-roles.ts';
import { ImageRepository } from '../constructs/delivery/image-repository.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';

/**
 * The delivery of code: roles that GitHub assumes without a stored key, image repositories with immutable and scanned
 * images, and code signing for Lambda.
 */
export class CicdStack extends StageStack {
  readonly repositories: { readonly api: ImageRepository; readonly worker: ImageRepository };
  readonly codeSigningConfigArn: string;
  readonly signingProfileName: string;

  constructor(scope: Construct, context: StageContext, { secretsKeyArn }: { readonly secretsKeyArn: string }) {
    super(scope, 'cicd', context);
    this.repositories = {
      api: new ImageRepository(this, 'api', { name: 'api', keyArn: secretsKeyArn }),
      worker: new ImageRepository(this, 'worker', { name: 'worker', keyArn: secretsKeyArn }),
    };
    new EcrRegistryScanningConfiguration(this, 'scanning', {
      scanType: this.stage.watch.threatDetection ? 'ENHANCED' : 'BASIC',
      rule: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilter: [{ filter: '*', filterType: 'WILDCARD' }] }],
    });
    const signing = new CodeSigning(this, 'signing');
    this.codeSigningConfigArn = signing.configArn;
    this.signingProfileName = signing.profileName;
    const roles = new DeliveryRoles(this, 'delivery', {
      repositoryArns: [this.repositories.api.arn, this.repositories.worker.arn],
    });
    this.publish('ecr_repository_url', this.repositories.api.url, 'Repository for images of the api service');
    this.publish(
      'ecr_worker_repository_url',
      this.repositories.worker.url,
      'Repository for images of the worker service',
    );
    this.publish('plan_role_arn', roles.planRoleArn, 'Read-only role with which pull requests plan');
    this.publish('deploy_role_arn', roles.deployRoleArn, 'Role that the deploying workflow assumes');
    this.publish('signing_profile_name', signing.profileName, 'Profile with which Lambda packages are signed');
  }
}
