import { StageSettings } from './stage.ts';
import type { Stage, StageSettingsInput } from './stage.ts';
import { rehearsalAccount, StageError, withVariables } from './variables.ts';
import type { Environment, Variable } from './variables.ts';

/** A stage whose settings are not read yet. `read` takes the environment variables of the process. */
export type StageDefinition = { readonly name: string; readonly read: (environment: Environment) => Stage };

/**
 * Declares a stage. `read` checks the settings and throws a `StageError` that lists every wrong setting with its cure.
 */
export function defineStage(
  name: string,
  settings: (variable: Variable) => Omit<StageSettingsInput, 'name'>,
): StageDefinition {
  return { name, read: (environment) => readStage(name, settings, environment) };
}

function readStage(
  name: string,
  settings: (variable: Variable) => Omit<StageSettingsInput, 'name'>,
  environment: Environment,
): Stage {
  const { value, rehearsal } = withVariables(name, environment, settings);
  const checked = StageSettings.safeParse({ ...value, name });
  if (!checked.success) {
    const lines = checked.error.issues.map(
      (issue) =>
        `  ${issue.path.join('.')}: ${isMissing(issue) ? 'is missing: give it a value, as stacks/stages/dev.ts does' : issue.message}`,
    );
    throw new StageError(`Stage ${name} (stacks/stages/${name}.ts) is not deployable:\n${lines.join('\n')}`);
  }
  if (rehearsal !== (checked.data.account === rehearsalAccount)) {
    throw new StageError(
      `Stage ${name}: account must come from variable('ACCOUNT_ID', rehearsalAccount), so that a rehearsal can never be applied.`,
    );
  }
  return { ...checked.data, rehearsal, commit: rehearsal ? undefined : environment['GITHUB_SHA'] };
}

/** Zod reports a missing setting as a type mismatch. This recognises the case, to say what to do instead. */
const isMissing = ({ code, message }: { readonly code: string; readonly message: string }): boolean =>
  code === 'invalid_type' && message.endsWith('received undefined');
