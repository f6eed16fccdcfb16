import { Fn } from 'cdktf';
import { EphemeralAwsSecretsmanagerRandomPassword } from '@cdktf/provider-aws/lib/ephemeral-aws-secretsmanager-random-password/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import { Construct } from 'constructs';
import { ManagedSecret } from '../identity-and-keys/managed-secret.ts';
import type { ServiceRole } from '../identity-and-keys/service-role.ts';

export type MasterSecretProps = {
  readonly username: string;
  readonly databaseName: string;
  readonly port: number;
  readonly keyArn: string;
  /** Raise it to replace the password by Terraform instead of by rotation. */
  readonly passwordVersion: number;
};

/** Characters that end a URL's password, a shell word or an RDS password. */
export const awkwardCharacters = '/@"\'\\ :?#[]%&$`{}<>|;!^*()+=,~';

/**
 * The master password, which no state or plan ever holds: one ephemeral value goes to the database and to the secret in
 * the same run. Reading it back from the secret would let every plan, and so every pull request, read the password.
 * A run that makes the database and stops before the secret is mended by raising `passwordVersion`, which writes both.
 */
export class MasterSecret extends Construct {
  readonly arn: string;
  readonly passwordVersion: number;
  /** For `password_wo` alone: Terraform refuses it anywhere that is stored. */
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

  /** Writes the secret once the database has an address, in the form that the rotation function expects. */
  completeWith(host: string): void {
    const { username, port, databaseName: dbname } = this.#props;
    new SecretsmanagerSecretVersion(this, 'version', {
      secretId: this.#secret.id,
      secretStringWo: Fn.jsonencode({ engine: 'postgres', host, port, dbname, username, password: this.password }),
      secretStringWoVersion: this.passwordVersion,
    });
  }

  grantRead(role: ServiceRole): void {
    this.#secret.grantRead(role);
  }
}
