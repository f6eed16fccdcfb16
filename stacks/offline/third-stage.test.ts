/** Validates with Terraform the stacks that are derived from the contract, for a stage without a file. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readBent } from '../testing/stages.ts';
import { describeWithTerraform } from '../testing/with-terraform.ts';
import { loadSchema, usedTypes } from './load-schema.ts';
import { startProviderServer } from './provider-server.ts';
import type { ProviderServer } from './provider-server.ts';
import { terraform } from './terraform.ts';
import { workspaceOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const producers = [
  { account: '111122223333', sources: ['pos.producer.acme'], detailTypes: ['SettlementConfirmed.v1'] },
];
const third = () =>
  readBent((settings) =>
    Object.assign(settings, { producers, functions: { release: 'canary', databaseConcurrency: 70, warm: 1 } }),
  );

const derivedStacks = ['test-functions', 'test-events', 'test-api'];

describeWithTerraform('a third stage', 'stacks/offline/third-stage.test.ts', () => {
  let workspace: Workspace;
  let server: ProviderServer;

  beforeAll(async () => {
    workspace = workspaceOf([third()]);
    const derived = workspace.stacks.filter(({ name }) => derivedStacks.includes(name));
    server = await startProviderServer(loadSchema(usedTypes(derived.map(({ file }) => file))));
  }, 300_000);
  afterAll(() => {
    server.close();
    workspace.remove();
  });

  it.each(derivedStacks)(
    '%s is valid',
    async (name) => {
      const folder = workspace.stacks.find((stack) => stack.name === name)?.folder ?? '';
      expect(await terraform(folder, server.reattach, ['init', '-input=false'])).toMatchObject({ code: 0 });
      expect(await terraform(folder, server.reattach, ['validate'])).toMatchObject({
        code: 0,
        output: expect.stringContaining('Success'),
      });
    },
    300_000,
  );
});
