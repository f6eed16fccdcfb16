/** The checks of a new feature that take longer: types, contract, bundles and cloud. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { snapshot } from './testing/clone-tree.ts';
import { cloneWithFeature, type FeatureClone } from './testing/feature-clone.ts';

describe('a new feature', () => {
  let clone: FeatureClone;
  beforeAll(() => void (clone = cloneWithFeature('work-badges')));
  afterAll(() => clone.remove());

  it('compiles', () =>
    expect(clone.node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'])).toEqual({ status: 0, output: '' }));

  it('passes the rules of packages and leaves nothing unused', () => {
    const cruiser = [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
    ];
    expect(clone.node([...cruiser, 'packages', 'stacks', 'scripts'])).toMatchObject({ status: 0 });
    expect(clone.node(['node_modules/knip/bin/knip.js', '--no-config-hints'])).toEqual({ status: 0, output: '' });
  });

  it('passes the tests of the contract and of the maps of handlers', () => {
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const folders = ['packages/contract', 'packages/functions/src/handlers.test.ts'];
    const { status, output } = clone.node([...flags, 'node_modules/jest/bin/jest.js', ...folders]);
    expect([status, status === 0 ? '' : output]).toEqual([0, '']);
  });

  it('becomes functions, a queue, a rule and part of the worker in a stage', () => {
    expect(clone.node(['stacks/main.ts'])).toMatchObject({ status: 0 });
    const stack = (name: string) =>
      readFileSync(join(clone.folder, `cdktf.out/stacks/dev-${name}/cdk.tf.json`), 'utf8');
    expect(stack('functions')).toContain('"pos-dev-get-work-badges"');
    expect(stack('functions')).toContain('"pos-dev-record-work-badges"');
    expect(stack('events')).toContain('"pos-dev-record-work-badges-dead-letters"');
    expect(stack('events')).toContain('WorkBadgesAdded.');
    expect(stack('api')).toContain('/work-badges/{entryId}');
    const bundles = join(clone.folder, 'packages/functions/dist');
    expect(existsSync(join(bundles, 'record-work-badges/index.mjs'))).toBe(true);
    const chunks = [...snapshot(join(bundles, 'worker')).values()];
    expect(chunks.filter((text) => text.includes('count-work-badges'))).not.toEqual([]);
  });
});
