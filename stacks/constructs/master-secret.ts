import { Fn } from 'cdktf';
import { EphemeralAwsSecretsmanagerRandomPassword } from '@cdktf/provider-aws/lib/ephemeral-aws-secretsmanager-random-password/index.js';
import { EphemeralAwsSecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/ephemeral-aws-secretsmanager-secret-version/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import { Construct } from 'constructs';
import { ManagedSecret } from './managed-secret.ts';
import type { ServiceRole } from './service-role.ts';

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
 * The master password, which no state or plan ever holds. It is written in two steps: first by itself, so that the
 * database can be created from what the secret says, then with the host, which the rotation function needs. A run that
 * stops half way therefore goes on with the same password.
 */
export class MasterSecret extends Construct {
  readonly arn: string;
  readonly passwordVersion: number;
  readonly #secret: ManagedSecret;
  readonly #current: EphemeralAwsSecretsmanagerSecretVersion;

  constructor(scope: Construct, id: string, props: MasterSecretProps) {
    super(scope, id);
    this.passwordVersion = props.passwordVersion;
    this.#secret = new ManagedSecret(this, 'secret', { name: 'database-master', description: 'Master user of the database; rotates', keyArn: props.keyArn });
    this.arn = this.#secret.arn;
    const password = new EphemeralAwsSecretsmanagerRandomPassword(this, 'password', {
      passwordLength: 40,
      excludeCharacters: awkwardCharacters,
      requireEachIncludedType: true,
    });
    const { username, port, databaseName: dbname } = props;
    const seed = new SecretsmanagerSecretVersion(this, 'seed', {
      secretId: this.#secret.id,
      secretStringWo: Fn.jsonencode({ engine: 'postgres', username, port, dbname, password: password.randomPassword }),
      secretStringWoVersion: props.passwordVersion,
    });
    this.#current = new EphemeralAwsSecretsmanagerSecretVersion(this, 'current', { secretId: seed.secretId });
  }

  /** For `password_wo` alone: Terraform refuses it anywhere that is stored. */
  get password(): string {
    return Fn.lookup(Fn.jsondecode(this.#current.secretString), 'password', '');
  }

  /** Completes the secret once the database has an address. */
  completeWith(hostname: string): void {
    new SecretsmanagerSecretVersion(this, 'complete', {
      secretId: this.#secret.id,
      secretStringWo: Fn.jsonencode(Fn.merge([Fn.jsondecode(this.#current.secretString), { host: hostname }])),
      secretStringWoVersion: this.passwordVersion,
    });
  }

  grantRead(role: ServiceRole): void {
    this.#secret.grantRead(role);
  }
}
