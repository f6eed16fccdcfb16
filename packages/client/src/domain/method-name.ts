/**
 * The method name of a route's id: `get-agent` becomes `getAgent`, which is also the name of its declaration in the
 * contract.
 */
export type MethodName<Id extends string> = Id extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<MethodName<Tail>>}`
  : Id;

export const methodName = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
