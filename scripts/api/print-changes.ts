import type { Change } from './change.ts';

const OPERATION = /^([A-Z]+ \S+) (.*)$/;

/** A list of changes with one line for all operations that changed alike. */
export function linesOf(changes: readonly Change[]): readonly string[] {
  const alike = Map.groupBy(changes, ({ where, what }) => `${where.replace(OPERATION, '$2')}: ${what}`);
  return [...alike].map(([text, of]) => {
    const [first] = of;
    if (of.length === 1 && first !== undefined) return `${first.where}: ${first.what}`;
    const operations = of.map(({ where }) => where.replace(OPERATION, '$1'));
    const shown = operations.slice(0, 3).join(', ');
    return `${text} (${operations.length} times: ${shown}${operations.length > 3 ? ', …' : ''})`;
  });
}
