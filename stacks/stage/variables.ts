/**
 * Reads a value that a stage file cannot contain, such as the account, an image digest or a hosted zone, from
 * `POS_<STAGE>_<NAME>`. When none of the variables of a stage is set, the stage is a rehearsal: the second argument is
 * used, so that synth, policy checks and offline plans run on any machine, and the placeholder account prevents an
 * apply.
 */
export type Variable = (name: string, rehearsalValue: string) => string;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Placeholder account of a rehearsal. The provider refuses every real account. */
export const rehearsalAccount = '000000000000';

/**
 * A wrong setting or variable of a stage. The message names it and the cure; programs print it without a stack trace.
 */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** Calls `use` with a reader of `POS_<STAGE>_<NAME>`. Either all variables that `use` reads are set, or none. */
export function withVariables<T>(
  stage: string,
  environment: Environment,
  use: (variable: Variable) => T,
): { value: T; rehearsal: boolean } {
  const prefix = `POS_${stage.toUpperCase()}_`;
  const asked = new Map<string, string | undefined>();
  const value = use((name, rehearsalValue) => {
    const key = `${prefix}${name}`;
    const given = environment[key] || undefined;
    asked.set(key, given);
    return given ?? rehearsalValue;
  });
  const missing = [...asked].filter(([, given]) => given === undefined).map(([key]) => key);
  const unknown = Object.keys(environment).filter(
    (key) => key.startsWith(prefix) && environment[key] && !asked.has(key),
  );
  const rehearsal = missing.length === asked.size && unknown.length === 0;
  if (!rehearsal && missing.length > 0) {
    throw new StageError(
      `Stage ${stage}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set, although other ${prefix}* variables are. ` +
        (unknown.length === 0 ? '' : `These are unknown and perhaps misspelt: ${unknown.join(', ')}. `) +
        `Set all of them to deploy (docs/operate.md lists where each value comes from), or none for a rehearsal without an account.`,
    );
  }
  return { value, rehearsal };
}
