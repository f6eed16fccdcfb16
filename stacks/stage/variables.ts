/**
 * What a stage cannot know when it is written – account, image digests, zone – comes from the environment.
 * With none of a stage's variables set it is rehearsed: the second argument stands in, so that synth, policy checks and
 * offline plans run on any machine, and the placeholder account keeps the result from ever being applied.
 */
export type Variable = (name: string, rehearsalValue: string) => string;

export type Environment = Readonly<Record<string, string | undefined>>;

export const rehearsalAccount = '000000000000';

export class StageError extends Error {
  override readonly name = 'StageError';
}

/** Reads `POS_<STAGE>_<NAME>` for every name `use` asks for, all of them or none. */
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
        (unknown.length === 0 ? '' : `Of no use to it, and perhaps misspelt: ${unknown.join(', ')}. `) +
        `Set all of them to deploy (docs/operate.md lists where each value comes from), or none to rehearse without an account.`,
    );
  }
  return { value, rehearsal };
}
