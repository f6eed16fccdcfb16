import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { Construct } from 'constructs';
import { lockTableName, project, stateBucketName } from '../stage/agreed-names.ts';
import type { Stage } from '../stage/stage.ts';

/** Backend of the Terraform state: the S3 bucket of the stage, or a folder of this machine. */
export type StateLocation = { readonly kind: 's3' } | { readonly kind: 'local'; readonly folder: string };

/** Input of every stack: the checked settings of the stage and the state backend. */
export type StageContext = { readonly stage: Stage; readonly state: StateLocation };

/**
 * A stack of one stage. It is named `<stage>-<id>`, has a state object of its own, and its provider accepts only the
 * account and region of the stage.
 */
export class StageStack extends TerraformStack {
  readonly stage: Stage;

  constructor(scope: Construct, id: string, { stage, state }: StageContext) {
    const name = `${stage.name}-${id}`;
    super(scope, name);
    this.stage = stage;
    new AwsProvider(this, 'aws', {
      region: stage.region,
      // Refuses every other account before any change: neither a wrong AWS profile nor the placeholder account of a
      // rehearsal can be applied to.
      allowedAccountIds: [stage.account],
      defaultTags: [{ tags: { Project: project, Environment: stage.name, Stack: id, ManagedBy: 'terraform' } }],
    });
    if (state.kind === 'local') new LocalBackend(this, { path: `${state.folder}/${name}.tfstate` });
    else
      new S3Backend(this, {
        bucket: stateBucketName(stage),
        key: `${name}.tfstate`,
        region: stage.region,
        encrypt: true,
        useLockfile: true,
        allowedAccountIds: [stage.account],
        ...(stage.delivery.lockTable ? { dynamodbTable: lockTableName(stage) } : {}),
      });
  }

  /** The full name of a resource of this stage: `api` becomes `pos-dev-api`. */
  named(name: string): string {
    return `${project}-${this.stage.name}-${name}`;
  }

  /**
   * The ARN of a resource in the account and region of the stage. For grants on resources that other stacks create
   * under an agreed name.
   */
  arnOf(service: string, resource: string): string {
    return `arn:aws:${service}:${this.stage.region}:${this.stage.account}:${resource}`;
  }

  /**
   * Publishes an output under exactly this name, for people, workflows and other systems. The value must never be a
   * secret, because outputs are stored in the state.
   */
  publish(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
  }
}

/** The stage stack that contains `scope`. Throws for a construct outside a stage stack. */
export function stageStackOf(scope: Construct): StageStack {
  const stack = TerraformStack.of(scope);
  if (!(stack instanceof StageStack))
    throw new Error(`${scope.node.path} is not inside a StageStack: create it with a stack of stacks/ as its scope.`);
  return stack;
}
