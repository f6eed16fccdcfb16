import { Lazy } from 'cdktf';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { Construct } from 'constructs';
import { policyDocument } from './policy-document.ts';
import type { Statement } from './policy-document.ts';
import type { ServiceRole } from './service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type EncryptionKeyProps = {
  /** Purpose of the key. Its alias becomes `alias/pos-<stage>-<name>`. */
  readonly name: string;
  /**
   * AWS services that may use the key on behalf of this account, such as `sqs.amazonaws.com`. Default: none, only
   * roles with a grant may use it.
   */
  readonly services?: readonly string[];
  /** Region of the key. Default: the region of the stage. */
  readonly region?: string;
};

/** A customer managed KMS key. It rotates every year, the account administers it, and deleting it takes 30 days. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  readonly #statements: Statement[];

  constructor(scope: Construct, id: string, { name, services = [], region }: EncryptionKeyProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const account = stack.stage.account;
    this.#statements = [
      {
        sid: 'AccountAdministers',
        principals: { AWS: [`arn:aws:iam::${account}:root`] },
        actions: ['kms:*'],
        resources: ['*'],
      },
      ...services.map((service): Statement => serviceUses(service, account, region ?? stack.stage.region)),
    ];
    const where = region === undefined ? {} : { region };
    const key = new KmsKey(this, 'key', {
      ...where,
      description: `${stack.named(name)}: managed by ${stack.node.id}`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
    });
    new KmsAlias(this, 'alias', { ...where, name: `alias/${stack.named(name)}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }

  /** Adds a statement to the key policy. For roles prefer the grant, which adds the permission to the role. */
  allow(statement: Statement): void {
    this.#statements.push(statement);
  }

  /** Lets a role encrypt, and decrypt what is encrypted under this key. */
  grantEncrypt(role: ServiceRole): void {
    role.allow({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.arn] });
  }
}

function serviceUses(service: string, account: string, region: string): Statement {
  const isLogs = service === 'logs.amazonaws.com';
  return {
    sid: `Use${service.replace(/[^a-z0-9]/gi, '')}`,
    principals: { Service: [isLogs ? `logs.${region}.amazonaws.com` : service] },
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    // CloudWatch Logs sends no source account, but it names the log group in the encryption context.
    conditions: isLogs
      ? { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:*` } }
      : { StringEquals: { 'aws:SourceAccount': account } },
  };
}
