/** Checks with Terraform that a REST API is redeployed when its body changes, and only then. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { App } from 'cdktf';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestApi } from '../constructs/edge/rest-api.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import { readBent } from '../testing/stages.ts';
import { describeWithTerraform } from '../testing/with-terraform.ts';
import { loadSchema, usedTypes } from './load-schema.ts';
import { startProviderServer } from './provider-server.ts';
import type { ProviderServer } from './provider-server.ts';
import { terraform } from './terraform.ts';

describeWithTerraform('a REST API', 'stacks/offline/redeploy.test.ts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pos-redeploy-'));
  const stack = join(folder, 'out', 'stacks', 'test-one');
  let server: ProviderServer;

  const synthesize = (summary: string): void => {
    const app = new App({
      outdir: join(folder, 'out'),
      stackTraces: false,
      context: { targetVersions: { terraform: '>=1.11.0' } },
    });
    const one = new StageStack(app, 'one', { stage: readBent(), state: { kind: 'local', folder } });
    new RestApi(one, 'api', {
      name: 'pos-test-api',
      body: { openapi: '3.0.1', paths: { '/': { get: { summary } } } },
      cached: [],
      logsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/logs',
      alarmTopicArn: 'arn:aws:sns:us-east-1:000000000000:alarms',
    });
    app.synth();
  };
  const run = async (...args: readonly string[]): Promise<string> =>
    (await terraform(stack, server.reattach, args)).output;

  beforeAll(async () => {
    synthesize('first');
    server = await startProviderServer(loadSchema(usedTypes([join(stack, 'cdk.tf.json')])));
    await run('init', '-input=false');
    expect(await run('apply', '-auto-approve')).toContain('Apply complete!');
  }, 300_000);
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is unchanged when the same body is synthesized again', async () => {
    synthesize('first');
    expect(await run('plan')).toContain('No changes.');
  });

  it('changes only its body and its deployment when the body changes', async () => {
    synthesize('second');
    const plan = (await run('plan', '-no-color')).replaceAll(/\s+/g, ' ');
    // The stand-in does not know which arguments force a replacement. The real provider replaces the deployment when
    // `triggers` change.
    expect(
      [...plan.matchAll(/# (aws_\w+)\.\S+ (?:will be updated|must be replaced)/g)].map(([, type]) => type).sort(),
    ).toEqual(['aws_api_gateway_deployment', 'aws_api_gateway_rest_api']);
    expect(plan).toMatch(/triggers = \{ ~ "body" = "([0-9a-f]{40})" -> "(?!\1)[0-9a-f]{40}"/);
  });
});
