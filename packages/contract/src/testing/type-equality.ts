/** `true` where two types are the same, and `false` where one of them is wider. */
export type Same<One, Other> =
  (<Probe>() => Probe extends One ? 1 : 2) extends <Probe>() => Probe extends Other ? 1 : 2 ? true : false;

/** Does nothing when it runs. It compiles where the type argument is `true`. */
export const holds = <_Claim extends true>(): void => undefined;
