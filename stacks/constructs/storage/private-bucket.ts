import { Lazy } from 'cdktf';
import type { ITerraformDependable } from 'cdktf';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';
import { denyPlainText, policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import type { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type PrivateBucketProps = {
  /** The bucket becomes `pos-<stage>-<name>-<account>`, because bucket names are global. */
  readonly name: string;
  /** ARN of a customer key. Default: the key of S3 itself, which log delivery services require. */
  readonly keyArn?: string;
  /** Name of the bucket that receives the access logs of this bucket. Default: no access logs. */
  readonly accessLogBucket?: string;
  /**
   * Objects cannot be changed or deleted for `days`. COMPLIANCE binds the root user as well; GOVERNANCE can be lifted
   * with a special permission. Default: no lock. A locked bucket is never destroyed with its objects.
   */
  readonly objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
  /** Days after which objects are deleted. Default: never. */
  readonly expireAfterDays?: number;
  /** Region of the bucket. Default: the region of the stage. */
  readonly region?: string;
};

/**
 * A bucket that is private, versioned, encrypted, TLS only and owned by the account. Old versions are deleted after 90
 * days, or after the lock period where that is longer.
 */
export class PrivateBucket extends Construct {
  readonly arn: string;
  readonly name: string;
  /** The bucket policy. A service that delivers into the bucket depends on it. */
  readonly policy: ITerraformDependable;
  /** The versioning setting. A resource that reads versions of objects depends on it. */
  readonly versioning: ITerraformDependable;
  readonly #statements: Statement[];
  readonly #keyArn: string | undefined;
  readonly #where: { region?: string };

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.#where = props.region === undefined ? {} : { region: props.region };
    const bucket = new S3Bucket(this, 'bucket', {
      ...this.#where,
      bucket: `${stack.named(props.name)}-${stack.stage.account}`,
      objectLockEnabled: props.objectLock !== undefined,
      forceDestroy: !stack.stage.production && props.objectLock === undefined,
    });
    this.arn = bucket.arn;
    this.name = bucket.id;
    this.#keyArn = props.keyArn;
    this.#statements = [denyPlainText('s3', [this.arn, `${this.arn}/*`])];
    const { publicAccess } = this.#close();
    this.policy = new S3BucketPolicy(this, 'policy', {
      ...this.#where,
      bucket: this.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
      dependsOn: [publicAccess],
    });
    this.versioning = this.#keep(props);
  }

  /** Adds a statement to the bucket policy, for services that deliver into the bucket. */
  allow(statement: Statement): void {
    this.#statements.push(statement);
  }

  /** Lets a role write objects, and encrypt them under the key of the bucket. */
  grantWrite(role: ServiceRole): void {
    role.allow({ actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [`${this.arn}/*`] });
    if (this.#keyArn !== undefined)
      role.allow({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.#keyArn] });
  }

  #close(): { publicAccess: S3BucketPublicAccessBlock } {
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      ...this.#where,
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      ...this.#where,
      bucket: this.name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      ...this.#where,
      bucket: this.name,
      rule: [
        {
          applyServerSideEncryptionByDefault:
            this.#keyArn === undefined
              ? { sseAlgorithm: 'AES256' }
              : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.#keyArn },
          bucketKeyEnabled: true,
        },
      ],
    });
    return { publicAccess };
  }

  #keep({ accessLogBucket, expireAfterDays, objectLock }: PrivateBucketProps): ITerraformDependable {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      ...this.#where,
      bucket: this.name,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      ...this.#where,
      bucket: this.name,
      rule: [
        {
          id: 'tidy',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
          noncurrentVersionExpiration: [{ noncurrentDays: Math.max(90, objectLock?.days ?? 0) }],
          ...(expireAfterDays === undefined ? {} : { expiration: [{ days: expireAfterDays }] }),
        },
      ],
      dependsOn: [versioning],
    });
    if (accessLogBucket !== undefined)
      new S3BucketLoggingA(this, 'logging', {
        ...this.#where,
        bucket: this.name,
        targetBucket: accessLogBucket,
        targetPrefix: `s3/${this.node.id}/`,
      });
    if (objectLock) {
      new S3BucketObjectLockConfigurationA(this, 'lock', {
        ...this.#where,
        bucket: this.name,
        rule: { defaultRetention: { mode: objectLock.mode, days: objectLock.days } },
        dependsOn: [versioning],
      });
    }
    return versioning;
  }
}
