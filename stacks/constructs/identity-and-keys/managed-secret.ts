import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy/index.js';
import { Construct } from 'constructs';
import { policyDocument } from './policy-document.ts';
import type { ServiceRole } from './service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type ManagedSecretProps = {
  /** The secret becomes `pos-<stage>-<name>`. */
  readonly name: string;
  /** Purpose of the secret, for the person who sets its value. */
  readonly description: string;
  /** ARN of the key that encrypts secrets, images and Lambda environments: `SecurityStack.secretsKeyArn`. */
  readonly keyArn: string;
};

/**
 * A secret without a value. A person or a rotation function sets the value; Terraform never sees it. A deleted secret
 * can be recovered for `data.secretRecoveryDays`.
 */
export class ManagedSecret extends Construct {
  readonly arn: string;
  readonly id: string;
  readonly #keyArn: string;

  constructor(scope: Construct, id: string, { name, description, keyArn }: ManagedSecretProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const secret = new SecretsmanagerSecret(this, 'secret', {
      name: stack.named(name),
      description,
      kmsKeyId: keyArn,
      recoveryWindowInDays: stack.stage.data.secretRecoveryDays,
    });
    this.arn = secret.arn;
    this.id = secret.id;
    this.#keyArn = keyArn;
    new SecretsmanagerSecretPolicy(this, 'policy', {
      secretArn: secret.arn,
      blockPublicPolicy: true,
      policy: policyDocument([
        {
          sid: 'OnlyThisAccount',
          effect: 'Deny',
          principals: '*',
          actions: ['secretsmanager:*'],
          resources: ['*'],
          conditions: {
            StringNotEquals: { 'aws:PrincipalAccount': stack.stage.account },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        },
      ]),
    });
  }

  /** Lets a role read the value. */
  grantRead(role: ServiceRole): void {
    role.allow(
      { actions: ['secretsmanager:GetSecretValue'], resources: [this.arn] },
      // The key also encrypts other secrets, images and environments. The condition limits the grant to this secret.
      {
        actions: ['kms:Decrypt'],
        resources: [this.#keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:SecretARN': this.arn } },
      },
    );
  }
}
