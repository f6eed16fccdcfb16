import * as z from 'zod';

/** Runs one command of the AWS command line and gives its parsed answer; refuses with its words. */
export type Aws = (...args: readonly string[]) => unknown;

export type Release = { readonly application: string; readonly versions: Readonly<Record<string, string>> };

const Outputs = z.object({
  release_application: z.object({ value: z.string() }).optional(),
  release_versions: z.object({ value: z.string() }).optional(),
});

/** What the functions stack says there is to release; nothing in stages that move aliases at once. */
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

/** The input of `aws deploy create-deployment` that moves a function's alias. */
export const deploymentInput = (application: string, functionName: string, from: string, to: string): string =>
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
 * Moves every alias that is behind, all at the same time, and waits. Those whose alarms rose are back at their old version
 * when this throws, and are named.
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
      tell(`${functionName}: stays at ${from}: ${error instanceof Error ? error.message : String(error)}`);
      return true;
    }
  });
  if (failed.length > 0)
    throw new Error(
      `Releases went back: ${failed.map(({ functionName }) => functionName).join(', ')}. Read the functions' logs, then revert the commit or mend it; what is applied stays, what is called is the old version.`,
    );
  if (started.length === 0) tell('no function has changed');
}
