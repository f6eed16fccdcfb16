import { Fn } from 'cdktf';
import { EphemeralAwsSecretsmanagerRandomPassword } from '@cdktf/provider-aws/lib/ephemeral-aws-secretsmanager-random-password/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import { Construct } from 'constructs';
import { ManagedSecret } from '../identity-and-keys/managed-secret.ts';

type MasterSecretProps = {
  /** Master user of the database. */
  readonly username: string;
  /** Name of the database inside the instance. */
  readonly databaseName: string;
  readonly port: number;
  /** ARN of the key that encrypts secrets, images and Lambda environments: `SecurityStack.secretsKeyArn`. */
  readonly keyArn: string;
  /**
   * Version of the password that Terraform wrote last, from 1. A higher number makes Terraform write a new password to
   * the database and to the secret. Rotation does not change it.
   */
  readonly passwordVersion: number;
};

/**
 * Characters that the password must not contain, because they end the password in a URL, a shell word or an RDS
 * argument.
 */
export const awkwardCharacters = '/@"\'\\ :?#[]%&$`{}<>|;!^*()+=,~';

/**
 * The master password of the database. No Terraform state or plan contains it, because one ephemeral value is written
 * to the database and to the secret in the same run. Reading the password back from the secret would expose it to every
 * plan, and so to every pull request. When a run creates the database but fails before it writes the secret, a higher
 * `passwordVersion` writes both again.
 */
export class MasterSecret extends Construct {
  readonly arn: string;
  readonly passwordVersion: number;
  /**
   * For write-only arguments such as `password_wo`. Terraform refuses an ephemeral value in any argument that it
   * stores.
   */
  readonly password: string;
  readonly #secret: ManagedSecret;
  readonly #props: MasterSecretProps;

  constructor(scope: Construct, id: string, props: MasterSecretProps) {
    super(scope, id);
    this.#props = props;
    this.passwordVersion = props.passwordVersion;
    this.#secret = new ManagedSecret(this, 'secret', {
      name: 'database-master',
      description: 'Master user of the database; rotates',
      keyArn: props.keyArn,
    });
    this.arn = this.#secret.arn;
    this.password = new EphemeralAwsSecretsmanagerRandomPassword(this, 'password', {
      passwordLength: 40,
      excludeCharacters: awkwardCharacters,
      requireEachIncludedType: true,
    }).randomPassword;
  }

  /**
   * Writes the secret in the form that the rotation function of AWS expects. Called once the database has an address.
   */
  completeWith(host: string): void {
    const { username, port, databaseName: dbname } = this.#props;
    new SecretsmanagerSecretVersion(this, 'version', {
      secretId: this.#secret.id,
      secretStringWo: Fn.jsonencode({ engine: 'postgres', host, port, dbname, username, password: this.password }),
      secretStringWoVersion: this.passwordVersion,
    });
  }
}
