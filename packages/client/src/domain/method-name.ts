/** A route's id as a method: `get-agent` becomes `getAgent`, which is also what the contract calls its declaration. */
export type MethodName<Id extends string> = Id extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<MethodName<Tail>>}`
  : Id;

export const methodName = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
