/** `true` if two types are the same, and `false` if one of them is wider. */
export type Same<One, Other> =
  (<Probe>() => Probe extends One ? 1 : 2) extends <Probe>() => Probe extends Other ? 1 : 2 ? true : false;

/** Compiles only if the type argument is `true`. Does nothing at run time. */
export const holds = <_Claim extends true>(): void => undefined;
