import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { Construct } from 'constructs';
import type { Stage } from '../stage/stage.ts';

/** Where Terraform keeps what it knows: in the stage's bucket, or in a folder of this machine. */
export type StateLocation = { readonly kind: 's3' } | { readonly kind: 'local'; readonly folder: string };

export type StageContext = { readonly stage: Stage; readonly state: StateLocation };

export const project = 'pos';

export const stateBucketName = (stage: Stage): string => `${project}-${stage.name}-state-${stage.account}`;

export const lockTableName = (stage: Stage): string => `${project}-${stage.name}-state-lock`;

/** A stack of one stage: named `<stage>-<id>`, with its own state object, bound to the stage's account and region. */
export class StageStack extends TerraformStack {
  readonly stage: Stage;

  constructor(scope: Construct, id: string, { stage, state }: StageContext) {
    const name = `${stage.name}-${id}`;
    super(scope, name);
    this.stage = stage;
    new AwsProvider(this, 'aws', {
      region: stage.region,
      // A mistaken profile, or a rehearsal's placeholder account, is refused before anything is touched.
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

  /** The name of a resource of this stage: `pos-dev-api`. */
  named(name: string): string {
    return `${project}-${this.stage.name}-${name}`;
  }

  /** The ARN of a resource of the stage's account and region, for grants on things that other stacks create by name. */
  arnOf(service: string, resource: string, region: string = this.stage.region): string {
    return `arn:aws:${service}:${region}:${this.stage.account}:${resource}`;
  }

  /** An output under exactly this name, for people, workflows and other systems. Never a secret's value. */
  publish(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
  }
}

/** The stage stack a construct belongs to. */
export function stageStackOf(scope: Construct): StageStack {
  const stack = TerraformStack.of(scope);
  if (!(stack instanceof StageStack))
    throw new Error(`${scope.node.path} is not inside a StageStack: create it with a stack of stacks/ as its scope.`);
  return stack;
}
