/** One implementation of the map. */
export interface Loader {
  /** Id of the declaration. */
  readonly id: string;
  /** How it is loaded, cut where a line may break: an arrow function up to `=>`, its result, a member of that. */
  readonly load: readonly [arrow: string, result: string, member?: string];
}

const LINE_WIDTH = 120;

const fits = (text: string): boolean => text.split('\n').every((line) => line.length <= LINE_WIDTH);

/** A map that loads each implementation on demand, so that a bundle of one of them keeps out the others. */
export function loaderMap(declaration: string, loaders: readonly Loader[]): string {
  if (loaders.length === 0) return `export const ${declaration} = {};\n`;
  const lines = loaders
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, load: [arrow, result, member = ''] }) => {
      const start = `  ${id.includes('-') ? `'${id}'` : id}: ${arrow}`;
      const layouts = [`${start} ${result}${member},`, `${start}\n    ${result}${member},`];
      return layouts.find(fits) ?? `${start}\n    ${result}\n      ${member},`;
    });
  return `export const ${declaration} = {\n${lines.join('\n')}\n};\n`;
}
