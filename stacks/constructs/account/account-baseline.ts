import { AccessanalyzerAnalyzer } from '@cdktf/provider-aws/lib/accessanalyzer-analyzer/index.js';
import { EbsEncryptionByDefault } from '@cdktf/provider-aws/lib/ebs-encryption-by-default/index.js';
import { Ec2InstanceMetadataDefaults } from '@cdktf/provider-aws/lib/ec2-instance-metadata-defaults/index.js';
import { IamAccountPasswordPolicy } from '@cdktf/provider-aws/lib/iam-account-password-policy/index.js';
import { S3AccountPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-account-public-access-block/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/**
 * Account-wide settings without cost that replace permissive AWS defaults: public S3 access, unencrypted EBS volumes,
 * IMDSv1, weak IAM passwords. Adds an IAM Access Analyzer.
 */
export class AccountBaseline extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new S3AccountPublicAccessBlock(this, 's3', {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new EbsEncryptionByDefault(this, 'ebs', { enabled: true });
    new Ec2InstanceMetadataDefaults(this, 'imds', { httpTokens: 'required', httpPutResponseHopLimit: 1 });
    new AccessanalyzerAnalyzer(this, 'analyzer', {
      analyzerName: stageStackOf(this).named('external-access'),
      type: 'ACCOUNT',
    });
    new IamAccountPasswordPolicy(this, 'passwords', {
      minimumPasswordLength: 16,
      requireLowercaseCharacters: true,
      requireUppercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      passwordReusePrevention: 24,
      maxPasswordAge: 90,
      allowUsersToChangePassword: true,
    });
  }
}
