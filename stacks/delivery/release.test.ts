import { describe, expect, it } from '@jest/globals';
import { release, releaseOf } from './release.ts';
import type { Aws } from './release.ts';

/** An account whose aliases are at the given versions. Deployments of the functions in `failing` are rolled back. */
function account(aliases: Record<string, string>, failing: readonly string[] = []): { aws: Aws; calls: string[][] } {
  const calls: string[][] = [];
  const aws: Aws = (...args) => {
    calls.push([...args]);
    const [service, command] = args;
    if (service === 'lambda') return { FunctionVersion: aliases[args[3] ?? ''] };
    if (command === 'create-deployment')
      return { deploymentId: (JSON.parse(args[3] ?? '') as { deploymentGroupName: string }).deploymentGroupName };
    if (failing.includes(args.at(-1) ?? '')) throw new Error('Waiter DeploymentSuccessful failed');
    return null;
  };
  return { aws, calls };
}

const told = (run: (tell: (line: string) => void) => void): string[] => {
  const lines: string[] = [];
  run((line) => lines.push(line));
  return lines;
};

describe('release', () => {
  const wanted = { application: 'pos-prod-functions', versions: { 'pos-prod-a': '7', 'pos-prod-b': '3' } };

  it('moves only the aliases that are not at their target version', () => {
    const { aws, calls } = account({ 'pos-prod-a': '6', 'pos-prod-b': '3' });
    expect(told((tell) => release(wanted, aws, tell))).toEqual(['pos-prod-a: 6 → 7']);
    const inputs = calls
      .filter(([, command]) => command === 'create-deployment')
      .map(
        (call) =>
          JSON.parse(call[3] ?? '') as {
            deploymentGroupName: string;
            revision: { appSpecContent: { content: string } };
          },
      );
    expect(inputs).toMatchObject([
      {
        applicationName: 'pos-prod-functions',
        deploymentGroupName: 'pos-prod-a',
        revision: { revisionType: 'AppSpecContent' },
      },
    ]);
    expect(JSON.parse(inputs[0]?.revision.appSpecContent.content ?? '')).toEqual({
      version: '0.0',
      Resources: [
        {
          'pos-prod-a': {
            Type: 'AWS::Lambda::Function',
            Properties: { Name: 'pos-prod-a', Alias: 'live', CurrentVersion: '6', TargetVersion: '7' },
          },
        },
      ],
    });
  });

  it('starts all deployments before it waits for any', () => {
    const { aws, calls } = account({ 'pos-prod-a': '6', 'pos-prod-b': '2' });
    told((tell) => release(wanted, aws, tell));
    expect(calls.map(([, command]) => command)).toEqual([
      'get-alias',
      'create-deployment',
      'get-alias',
      'create-deployment',
      'wait',
      'wait',
    ]);
  });

  it('waits for all deployments and then names the functions that were rolled back', () => {
    const { aws } = account({ 'pos-prod-a': '6', 'pos-prod-b': '2' }, ['pos-prod-a']);
    const lines: string[] = [];
    expect(() => release(wanted, aws, (line) => lines.push(line))).toThrow('Releases were rolled back: pos-prod-a.');
    expect(lines).toEqual([expect.stringContaining('pos-prod-a: rolled back to 6'), 'pos-prod-b: 2 → 3']);
  });

  it('reports when no function changed', () =>
    expect(told((tell) => release(wanted, account({ 'pos-prod-a': '7', 'pos-prod-b': '3' }).aws, tell))).toEqual([
      'no function changed',
    ]));
});

describe('releaseOf', () => {
  it('reads the outputs of the functions stack', () =>
    expect(
      releaseOf({
        release_application: { value: 'one' },
        release_versions: { value: '{"f":"2"}' },
        other: { value: 1 },
      }),
    ).toEqual({ application: 'one', versions: { f: '2' } }));

  it('returns undefined if aliases move at once', () =>
    expect(releaseOf({ lambda_zk_verifier_arn: { value: 'arn' } })).toBeUndefined());
});
