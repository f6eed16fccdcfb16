import { LambdaCodeSigningConfig } from '@cdktf/provider-aws/lib/lambda-code-signing-config/index.js';
import { SignerSigningProfile } from '@cdktf/provider-aws/lib/signer-signing-profile/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/**
 * A signing profile, and the configuration by which Lambda checks signatures. `delivery.codeSigning` of the stage
 * decides whether Lambda refuses unsigned packages or only reports them.
 */
export class CodeSigning extends Construct {
  readonly configArn: string;
  readonly profileName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = stageStackOf(this);
    const profile = new SignerSigningProfile(this, 'profile', {
      // AWS Signer accepts no hyphens in a profile name.
      name: stack.named('lambda').replaceAll('-', '_'),
      platformId: 'AWSLambda-SHA384-ECDSA',
      signatureValidityPeriod: { type: 'MONTHS', value: 135 },
    });
    const config = new LambdaCodeSigningConfig(this, 'config', {
      description: stack.named('lambda'),
      allowedPublishers: { signingProfileVersionArns: [profile.versionArn] },
      policies: { untrustedArtifactOnDeployment: stack.stage.delivery.codeSigning === 'enforce' ? 'Enforce' : 'Warn' },
    });
    this.configArn = config.arn;
    this.profileName = profile.name;
  }
}
