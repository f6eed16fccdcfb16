import { environmentOf } from '@pos/contract/derive/environment.ts';
import type { Need } from '@pos/contract/needs.ts';

/** The variables that the contract declares for these needs, with their values. */
export function variablesFor(needs: readonly Need[], values: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(environmentOf(needs).shape);
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}
