import { CONTRACT } from '@pos/contract/contract.ts';
import type { Contract } from '@pos/contract/contract.ts';
import { App } from 'cdktf';
import { ApiStack } from './stage-stacks/api-stack.ts';
import { BootstrapStack } from './stage-stacks/bootstrap-stack.ts';
import { CicdStack } from './stage-stacks/cicd-stack.ts';
import type { CodeOf } from './synth/function-code.ts';
import { ComputeStack } from './stage-stacks/compute-stack.ts';
import type { StageContext, StateLocation } from './constructs/stage-stack.ts';
import { DataStack } from './stage-stacks/data-stack.ts';
import { EventsStack } from './stage-stacks/events-stack.ts';
import { FunctionsStack } from './stage-stacks/functions-stack.ts';
import { MaintenanceStack } from './stage-stacks/maintenance-stack.ts';
import { NetworkStack } from './stage-stacks/network-stack.ts';
import { ObservabilityStack } from './stage-stacks/observability-stack.ts';
import { SecurityStack } from './stage-stacks/security-stack.ts';
import type { Stage } from './stage/stage.ts';
import { TeeStack } from './stage-stacks/tee-stack.ts';

type AppProps = {
  readonly stages: readonly Stage[];
  readonly state: StateLocation;
  /** Folder for the synthesized stacks. Default: `cdktf.out` in the working directory. */
  readonly outdir?: string;
  /** Returns the code of a function. `main.ts` bundles and archives it before it calls `buildApp`. */
  readonly code: CodeOf;
  /** Default: the whole contract. Tests pass a changed copy. */
  readonly contract?: Contract;
};

/** Builds every stack of every stage, in the order of deployment. */
export function buildApp({ stages, state, outdir, code, contract = CONTRACT }: AppProps): App {
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    stackTraces: false,
    // Lock files in S3 and write-only arguments require Terraform 1.11.
    context: { targetVersions: { terraform: '>=1.11.0' } },
  });
  for (const stage of stages) addStage(app, { stage, state }, { code, contract });
  return app;
}

function addStage(
  app: App,
  context: StageContext,
  { code, contract }: { readonly code: CodeOf; readonly contract: Contract },
): void {
  const { stage } = context;
  new BootstrapStack(app, context);
  const { logsKeyArn, messagesKeyArn, secretsKeyArn, accessLogBucket } = new SecurityStack(app, context);
  const { topicArn: alarmTopicArn } = new ObservabilityStack(app, context, { contract, messagesKeyArn });
  const cicd = new CicdStack(app, context, { secretsKeyArn });
  const network = new NetworkStack(app, context, { logsKeyArn });
  const data = new DataStack(app, context, { network, logsKeyArn, secretsKeyArn, alarmTopicArn });
  const maintenance = new MaintenanceStack(app, context, {
    network,
    data,
    repository: cicd.repositories.worker,
    logsKeyArn,
    secretsKeyArn,
  });
  const compute = new ComputeStack(app, context, {
    contract,
    network,
    data,
    repositories: cicd.repositories,
    logsKeyArn,
    secretsKeyArn,
    accessLogBucket,
    alarmTopicArn,
  });
  const signing = { configArn: cicd.codeSigningConfigArn, profileName: cicd.signingProfileName };
  const functions = new FunctionsStack(app, context, {
    contract,
    code,
    network,
    data,
    signing,
    logsKeyArn,
    messagesKeyArn,
    secretsKeyArn,
    accessLogBucket,
    alarmTopicArn,
  });
  // A deployment migrates the database when the maintenance stack is applied. Compute and functions expect the new
  // schema, so they come after it.
  for (const stack of [compute, functions]) stack.addDependency(maintenance);
  const events = new EventsStack(app, context, {
    contract,
    consumers: functions.consumers,
    logsKeyArn,
    messagesKeyArn,
    accessLogBucket,
    alarmTopicArn,
  });
  const api = new ApiStack(app, context, {
    contract,
    functions,
    network,
    loadBalancer: compute.loadBalancer,
    logsKeyArn,
    alarmTopicArn,
  });
  // Both stacks refer to functions by literal ARNs, in which Terraform sees no reference.
  for (const stack of [events, api]) stack.addDependency(functions);
  if (stage.enclave) new TeeStack(app, context, { enclave: stage.enclave, network, logsKeyArn });
}
