import * as z from 'zod';

/** Runs one AWS CLI command and returns its parsed output. Throws with the error text of the command. */
export type Aws = (...args: readonly string[]) => unknown;

/** The CodeDeploy application, and the target version of each function by name. */
type Release = { readonly application: string; readonly versions: Readonly<Record<string, string>> };

const Outputs = z.object({
  release_application: z.object({ value: z.string() }).optional(),
  release_versions: z.object({ value: z.string() }).optional(),
});

/** Reads the release from the outputs of the functions stack. `undefined` for a stage that moves aliases at once. */
export function releaseOf(outputs: unknown): Release | undefined {
  const { release_application: application, release_versions: versions } = Outputs.parse(outputs);
  if (!application || !versions) return undefined;
  return {
    application: application.value,
    versions: z.record(z.string(), z.string()).parse(JSON.parse(versions.value)),
  };
}

const Alias = z.object({ FunctionVersion: z.string() });
const Started = z.object({ deploymentId: z.string() });

const aliasName = 'live';

/** The `--cli-input-json` of `aws deploy create-deployment` that moves the alias of a function. */
const deploymentInput = (application: string, functionName: string, from: string, to: string): string =>
  JSON.stringify({
    applicationName: application,
    deploymentGroupName: functionName,
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: {
        content: JSON.stringify({
          version: '0.0',
          Resources: [
            {
              [functionName]: {
                Type: 'AWS::Lambda::Function',
                Properties: { Name: functionName, Alias: aliasName, CurrentVersion: from, TargetVersion: to },
              },
            },
          ],
        }),
      },
    },
  });

/**
 * Moves all aliases that are not at their target version at the same time, and waits for all moves. Throws with the
 * names of the functions that CodeDeploy rolled back to their old version.
 */
export function release({ application, versions }: Release, aws: Aws, tell: (line: string) => void): void {
  const started = Object.entries(versions).flatMap(([functionName, to]) => {
    const from = Alias.parse(
      aws('lambda', 'get-alias', '--function-name', functionName, '--name', aliasName),
    ).FunctionVersion;
    if (from === to) return [];
    const { deploymentId } = Started.parse(
      aws('deploy', 'create-deployment', '--cli-input-json', deploymentInput(application, functionName, from, to)),
    );
    return [{ functionName, from, to, deploymentId }];
  });
  const failed = started.filter(({ functionName, from, to, deploymentId }) => {
    try {
      aws('deploy', 'wait', 'deployment-successful', '--deployment-id', deploymentId);
      tell(`${functionName}: ${from} → ${to}`);
      return false;
    } catch (error) {
      tell(`${functionName}: rolled back to ${from}: ${error instanceof Error ? error.message : String(error)}`);
      return true;
    }
  });
  if (failed.length > 0)
    throw new Error(
      `Releases were rolled back: ${failed.map(({ functionName }) => functionName).join(', ')}. Read the logs of the functions, then revert or fix the commit. The stacks stay applied, and callers reach the old versions.`,
    );
  if (started.length === 0) tell('no function changed');
}
