import { Lazy } from 'cdktf';
import type { ITerraformDependable } from 'cdktf';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { StageError } from '../../stage/variables.ts';
import { policyDocument } from './policy-document.ts';
import type { Statement } from './policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

type ServiceRoleProps = {
  /** The role becomes `pos-<stage>-<name>`. IAM accepts 64 characters in all. */
  readonly name: string;
  /** The service that assumes the role, such as `lambda.amazonaws.com`. Unused when `trust` is given. */
  readonly service: string;
  /** Trust policy of the role. Default: `service`, and only on behalf of this account. */
  readonly trust?: Statement;
  readonly description: string;
  /** Longest session, in seconds: 3600 to 43,200. Default: 3600. */
  readonly maxSessionSeconds?: number;
};

const longestName = 64;

/** An IAM role that a service assumes. It has no rights until `allow` is called. All grants form one inline policy. */
export class ServiceRole extends Construct {
  readonly arn: string;
  readonly name: string;
  /**
   * The inline policy, or empty before the first grant. A resource that needs the grants at its creation must depend on
   * it.
   */
  readonly policies: ITerraformDependable[] = [];
  readonly #statements: Statement[] = [];
  readonly #roleId: string;

  constructor(
    scope: Construct,
    id: string,
    { name, service, trust, description, maxSessionSeconds }: ServiceRoleProps,
  ) {
    super(scope, id);
    const stack = stageStackOf(this);
    const fullName = stack.named(name);
    if (fullName.length > longestName)
      throw new StageError(
        `${fullName} has ${fullName.length} characters and IAM accepts ${longestName} for a role: give the stage, route or consumer a shorter name.`,
      );
    const role = new IamRole(this, 'role', {
      name: fullName,
      description,
      ...(maxSessionSeconds === undefined ? {} : { maxSessionDuration: maxSessionSeconds }),
      assumeRolePolicy: policyDocument([trust ?? serviceOfAccount(service, stack.stage.account)]),
    });
    this.arn = role.arn;
    this.name = role.name;
    this.#roleId = role.id;
  }

  /** Adds statements to the inline policy of the role. */
  allow(...statements: Statement[]): void {
    if (this.policies.length === 0) {
      const policy = new IamRolePolicy(this, 'policy', {
        name: 'grants',
        role: this.#roleId,
        policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
      });
      this.policies.push(policy);
    }
    this.#statements.push(...statements);
  }
}

/** Services that send no source account with `sts:AssumeRole`. The condition would lock them out. */
const withoutSourceAccount = new Set([
  'ec2.amazonaws.com',
  'lambda.amazonaws.com',
  'apigateway.amazonaws.com',
  'rds.amazonaws.com',
  'monitoring.rds.amazonaws.com',
  'codedeploy.amazonaws.com',
]);

function serviceOfAccount(service: string, account: string): Statement {
  return {
    principals: { Service: [service] },
    actions: ['sts:AssumeRole'],
    ...(withoutSourceAccount.has(service) ? {} : { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
  };
}
