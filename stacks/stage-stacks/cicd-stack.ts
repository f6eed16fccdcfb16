import { EcrRegistryScanningConfiguration } from '@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js';
import type { Construct } from 'constructs';
import { CodeSigning } from '../constructs/delivery/code-signing.ts';
import { DeliveryRoles } from '../constructs/delivery/delivery-roles.ts';
import { ImageRepository } from '../constructs/delivery/image-repository.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';

/** How code gets in: GitHub signs in without a stored key, images are immutable and scanned, Lambda code is signed. */
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
    this.publish('ecr_repository_url', this.repositories.api.url, 'Images of the api service are pushed here');
    this.publish(
      'ecr_worker_repository_url',
      this.repositories.worker.url,
      'Images of the worker service are pushed here',
    );
    this.publish('plan_role_arn', roles.planRoleArn, 'Pull requests plan with this role: it reads');
    this.publish('deploy_role_arn', roles.deployRoleArn, 'The deploying workflow assumes this role');
    this.publish('signing_profile_name', signing.profileName, 'Lambda packages are signed with this profile');
  }
}
