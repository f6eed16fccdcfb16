import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stateBucketName } from '../../stage/agreed-names.ts';
import { stageStackOf } from '../stage-stack.ts';
import type { StageStack } from '../stage-stack.ts';

const issuer = 'token.actions.githubusercontent.com';

/**
 * IAM roles of the GitHub workflows, which sign in with the OIDC token of their run, so no access key is stored. The
 * environment `<stage>-plan` may build images, read and plan. Only the branch or environment in `delivery.subject` of
 * the stage may deploy.
 */
export class DeliveryRoles extends Construct {
  readonly planRoleArn: string;
  readonly deployRoleArn: string;

  constructor(scope: Construct, id: string, { repositoryArns }: { readonly repositoryArns: readonly string[] }) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { delivery, account } = stack.stage;
    const provider = new IamOpenidConnectProvider(this, 'github', {
      url: `https://${issuer}`,
      clientIdList: ['sts.amazonaws.com'],
    });
    const trust = (...subjects: readonly string[]): Statement => ({
      principals: { Federated: [provider.arn] },
      actions: ['sts:AssumeRoleWithWebIdentity'],
      conditions: {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:sub`]: subjects.map((subject) => `repo:${delivery.repository}:${subject}`),
        },
      },
    });
    const plan = new ServiceRole(this, 'plan', {
      name: 'plan',
      service: '',
      trust: trust(`environment:${stack.stage.name}-plan`),
      description: 'Builds images and plans: reads everything but values of secrets',
    });
    new IamRolePolicyAttachment(this, 'plan-reads', {
      role: plan.name,
      policyArn: 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
    });
    new IamRolePolicyAttachment(this, 'plan-audits', {
      role: plan.name,
      policyArn: 'arn:aws:iam::aws:policy/SecurityAudit',
    });
    plan.allow(
      { actions: ['s3:GetObject', 's3:ListBucket'], resources: stateObjects(stack.stage) },
      // The lock object beside the state, which a plan takes.
      {
        actions: ['s3:PutObject', 's3:DeleteObject'],
        resources: [`arn:aws:s3:::${stateBucketName(stack.stage)}/*.tflock`],
      },
      {
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [stack.arnOf('kms', 'key/*')],
        conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${stack.named('state')}` } },
      },
      // Every plan generates an ephemeral password and discards it.
      { actions: ['ecr:GetAuthorizationToken', 'secretsmanager:GetRandomPassword'], resources: ['*'] },
      pushImages(repositoryArns),
      ...readFunctions(stack),
    );
    const deploy = new ServiceRole(this, 'deploy', {
      name: 'deploy',
      service: '',
      trust: trust(delivery.subject),
      description: 'Deploys the stage',
      maxSessionSeconds: 2 * 60 * 60,
    });
    // A deployment creates roles, so it could grant itself any right. The boundary of this role is therefore the
    // account, which belongs to the stage alone.
    new IamRolePolicyAttachment(this, 'deploy-power', {
      role: deploy.name,
      policyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
    });
    deploy.allow(...manageNamedRoles(account, stack.named('')));
    this.planRoleArn = plan.arn;
    this.deployRoleArn = deploy.arn;
  }
}

const stateObjects = (stage: Parameters<typeof stateBucketName>[0]): string[] => [
  `arn:aws:s3:::${stateBucketName(stage)}`,
  `arn:aws:s3:::${stateBucketName(stage)}/*`,
];

/** Read access to functions and schemas, which a plan needs and the managed audit policies lack. */
const readFunctions = (stack: StageStack): Statement[] => [
  {
    sid: 'ReadFunctions',
    actions: [
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetFunctionConcurrency',
      'lambda:GetAlias',
      'lambda:GetProvisionedConcurrencyConfig',
      'lambda:ListVersionsByFunction',
      'lambda:ListTags',
    ],
    resources: [stack.arnOf('lambda', `function:${stack.named('*')}`)],
  },
  {
    sid: 'ReadFeeds',
    actions: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
    resources: [stack.arnOf('lambda', 'event-source-mapping:*')],
  },
  {
    sid: 'ReadCode',
    actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging'],
    resources: [`arn:aws:s3:::${stack.named('code')}-${stack.stage.account}/*`],
  },
  {
    sid: 'ReadSignatures',
    actions: ['signer:DescribeSigningJob'],
    resources: [stack.arnOf('signer', '/signing-jobs/*')],
  },
  {
    sid: 'ReadSchemas',
    actions: ['schemas:DescribeRegistry', 'schemas:DescribeSchema', 'schemas:ListTagsForResource'],
    resources: [
      stack.arnOf('schemas', `registry/${stack.named('events')}`),
      stack.arnOf('schemas', `schema/${stack.named('events')}/*`),
    ],
  },
];

/**
 * PowerUserAccess excludes IAM. These statements add it, for roles and instance profiles whose names begin with the
 * prefix of the stage.
 */
const manageNamedRoles = (account: string, prefix: string): Statement[] => [
  {
    sid: 'RolesOfTheStage',
    actions: [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:GetRole',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
      'iam:UpdateAssumeRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:PutRolePolicy',
      'iam:GetRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PassRole',
    ],
    resources: [`arn:aws:iam::${account}:role/${prefix}*`],
  },
  {
    sid: 'ProfilesOfTheStage',
    actions: [
      'iam:CreateInstanceProfile',
      'iam:DeleteInstanceProfile',
      'iam:GetInstanceProfile',
      'iam:AddRoleToInstanceProfile',
      'iam:RemoveRoleFromInstanceProfile',
      'iam:TagInstanceProfile',
    ],
    resources: [`arn:aws:iam::${account}:instance-profile/${prefix}*`],
  },
];

const pushImages = (repositoryArns: readonly string[]): Statement => ({
  sid: 'PushImages',
  actions: [
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    'ecr:PutImage',
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
  ],
  resources: repositoryArns,
});
