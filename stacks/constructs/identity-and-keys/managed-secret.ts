import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy/index.js';
import { Construct } from 'constructs';
import { policyDocument } from './policy-document.ts';
import type { ServiceRole } from './service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

export type ManagedSecretProps = {
  readonly name: string;
  readonly description: string;
  readonly keyArn: string;
};

/** A secret's place: its value is put there by a rotation or by a person, and Terraform never sees it. */
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

  grantRead(role: ServiceRole): void {
    role.allow(
      { actions: ['secretsmanager:GetSecretValue'], resources: [this.arn] },
      // The key also encrypts other secrets, images and environments: it serves this secret alone.
      {
        actions: ['kms:Decrypt'],
        resources: [this.#keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:SecretARN': this.arn } },
      },
    );
  }
}
