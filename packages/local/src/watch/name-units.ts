import type { Unit } from '@pos/functions/build/units.ts';

const MOST_PATHS = 3;

/** `a.ts, b.ts and 4 more`. */
export function listed(paths: readonly string[]): string {
  const shown = paths.length > MOST_PATHS + 1 ? paths.slice(0, MOST_PATHS) : paths;
  const more = paths.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** Lists the names of the rebuilt units. If all functions were rebuilt, it gives their number instead. */
export function namesOf(rebuilt: readonly Unit[], all: readonly Unit[]): string {
  const functionsOf = (units: readonly Unit[]) => units.filter(({ kind }) => kind === 'function').map(({ id }) => id);
  const [some, every] = [functionsOf(rebuilt), functionsOf(all)];
  const others = rebuilt.filter(({ kind }) => kind !== 'function').map(({ id }) => id);
  const functions = some.length > 1 && some.length === every.length ? [`all ${some.length} functions`] : some;
  return [...functions, ...others].join(', ');
}
