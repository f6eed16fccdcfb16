import { AssetType, TerraformAsset } from 'cdktf';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { SignerSigningJob } from '@cdktf/provider-aws/lib/signer-signing-job/index.js';
import { Construct } from 'constructs';
import type { CodePackage } from '@pos/functions/build/zip-bundles.ts';
import { PrivateBucket } from '../storage/private-bucket.ts';

type SignedCodeProps = {
  /** ARN of the key that encrypts the code bucket. */
  readonly keyArn: string;
  /** Name of the bucket that receives the access logs: `SecurityStack.accessLogBucket`. */
  readonly accessLogBucket: string;
  /** Profile of AWS Signer: `CicdStack.signingProfileName`. */
  readonly signingProfileName: string;
};

/** Location and hash of a signed archive, in the form that the arguments of a function take. */
export type SignedObject = { readonly s3Bucket: string; readonly s3Key: string; readonly sourceCodeHash: string };

/**
 * The bucket to which code is uploaded and in which it is signed. The key of an archive is its hash, so unchanged code
 * is neither uploaded nor signed again, and changed code becomes a new object.
 */
export class SignedCode extends Construct {
  readonly #bucket: PrivateBucket;
  readonly #profileName: string;

  constructor(scope: Construct, id: string, { keyArn, accessLogBucket, signingProfileName }: SignedCodeProps) {
    super(scope, id);
    this.#bucket = new PrivateBucket(this, 'bucket', { name: 'code', keyArn, accessLogBucket });
    this.#profileName = signingProfileName;
  }

  /** Uploads and signs the archive of one function. */
  sign({ id, file, sha256 }: CodePackage): SignedObject {
    const digest = sha256.toString('hex');
    const asset = new TerraformAsset(this, `${id}-archive`, {
      path: file,
      type: AssetType.FILE,
      assetHash: digest.slice(0, 32),
    });
    const uploaded = new S3Object(this, `${id}-upload`, {
      bucket: this.#bucket.name,
      key: `unsigned/${id}/${digest}.zip`,
      source: asset.path,
      sourceHash: digest,
      contentType: 'application/zip',
      // Signer reads one version of an object, so versioning must be enabled before the upload.
      dependsOn: [this.#bucket.versioning],
    });
    const job = new SignerSigningJob(this, `${id}-signature`, {
      profileName: this.#profileName,
      source: { s3: { bucket: this.#bucket.name, key: uploaded.key, version: uploaded.versionId } },
      destination: { s3: { bucket: this.#bucket.name, prefix: `signed/${id}/` } },
      ignoreSigningJobFailure: false,
    });
    const signed = job.signedObject.get(0).s3.get(0);
    return { s3Bucket: signed.bucket, s3Key: signed.key, sourceCodeHash: sha256.toString('base64') };
  }
}
