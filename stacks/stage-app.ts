import { App } from 'cdktf';
import { BootstrapStack } from './bootstrap-stack.ts';
import { CicdStack } from './cicd-stack.ts';
import { ComputeStack } from './compute-stack.ts';
import type { StateLocation } from './constructs/stage-stack.ts';
import { DataStack } from './data-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { SecurityStack } from './security-stack.ts';
import type { Stage } from './stage/stage.ts';
import { TeeStack } from './tee-stack.ts';

export type AppProps = { readonly stages: readonly Stage[]; readonly state: StateLocation; readonly outdir?: string };

/** The whole application: every stack of every stage, in the order in which they are deployed. */
export function buildApp({ stages, state, outdir }: AppProps): App {
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    stackTraces: false,
    // S3's own locking and write-only arguments came with 1.11.
    context: { targetVersions: { terraform: '>=1.11.0' } },
  });
  for (const stage of stages) addStage(app, stage, state);
  return app;
}

function addStage(app: App, stage: Stage, state: StateLocation): void {
  const context = { stage, state };
  new BootstrapStack(app, context);
  const { logsKeyArn, messagesKeyArn, secretsKeyArn, accessLogBucket } = new SecurityStack(app, context);
  const { topicArn: alarmTopicArn } = new ObservabilityStack(app, context, { messagesKeyArn });
  const cicd = new CicdStack(app, context, { secretsKeyArn });
  const network = new NetworkStack(app, context, { logsKeyArn });
  const data = new DataStack(app, context, { network, logsKeyArn, secretsKeyArn, alarmTopicArn });
  new ComputeStack(app, context, { network, data, repositories: cicd.repositories, logsKeyArn, secretsKeyArn, accessLogBucket, alarmTopicArn });
  if (stage.enclave) new TeeStack(app, context, { enclave: stage.enclave, network, logsKeyArn });
}
