/**
 * Converts a route's id to its method name. `get-agent` becomes `getAgent`, which is also the name of the route's
 * declaration in the contract.
 */
export type MethodName<Id extends string> = Id extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<MethodName<Tail>>}`
  : Id;

export const methodName = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
