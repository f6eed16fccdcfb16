import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation/index.js';
import { ServerlessapplicationrepositoryCloudformationStack } from '@cdktf/provider-aws/lib/serverlessapplicationrepository-cloudformation-stack/index.js';
import { Construct } from 'constructs';
import { awkwardCharacters } from './master-secret.ts';
import type { Peer } from '../network/security-group.ts';
import { SecurityGroup } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';

type PasswordRotationProps = {
  /** ARN of the master secret. */
  readonly secretArn: string;
  /** ARN of the key that encrypts secrets, images and Lambda environments: `SecurityStack.secretsKeyArn`. */
  readonly keyArn: string;
  readonly vpcId: string;
  /** Private subnets. The rotation function calls Secrets Manager and the database. */
  readonly subnetIds: readonly string[];
  readonly database: Peer;
  /** Days between two rotations. The stage allows 1 to 90. */
  readonly afterDays: number;
};

/**
 * The PostgreSQL rotation function that AWS publishes in its Serverless Application Repository, at a pinned version.
 */
const application =
  'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser';
const applicationVersion = '1.1.671';

/** Replaces the master password, in the secret and in the database, every `afterDays` days. */
export class PasswordRotation extends Construct {
  constructor(scope: Construct, id: string, props: PasswordRotationProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const group = new SecurityGroup(this, 'group', {
      name: 'password-rotation',
      vpcId: props.vpcId,
      description: 'Rotation of the master password',
    });
    group.connectTo(props.database, 'database', { port: 5432, why: 'Rotation sets and tests the new password' });
    group.allowToInternet();
    const functionName = stack.named('password-rotation');
    const rotation = new ServerlessapplicationrepositoryCloudformationStack(this, 'function', {
      name: functionName,
      applicationId: application,
      semanticVersion: applicationVersion,
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
      parameters: {
        functionName,
        endpoint: `https://secretsmanager.${stack.stage.region}.amazonaws.com`,
        vpcSubnetIds: props.subnetIds.join(','),
        vpcSecurityGroupIds: group.securityGroupId,
        kmsKeyArn: props.keyArn,
        excludeCharacters: awkwardCharacters,
      },
    });
    new SecretsmanagerSecretRotation(this, 'schedule', {
      secretId: props.secretArn,
      rotationLambdaArn: stack.arnOf('lambda', `function:${functionName}`),
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: props.afterDays },
      dependsOn: [rotation],
    });
  }
}
