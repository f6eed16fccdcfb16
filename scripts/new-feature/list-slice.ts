import type { FeatureNames } from './feature-names.ts';

const IMPORTS = /(?:^import .*\n)+/m;
const LIST_END = /\n\] as const;/;

const modulePath = (line: string): string => /'(.+)'/.exec(line)?.[1] ?? '';

/** The two lines that list a slice. */
export const listingLines = ({ id, camel }: FeatureNames): readonly [imported: string, entry: string] => [
  `import { ${camel} } from './${id}/slice.ts';`,
  `  ${camel},`,
];

/** The text of `slices.ts` with one more slice: its import in the order of paths, its entry at the end of the list. */
export function listSlice(text: string, names: FeatureNames): string {
  const [imported, entry] = listingLines(names);
  return text
    .replace(IMPORTS, (block) => {
      const lines = [...block.trimEnd().split('\n'), imported];
      return `${lines.toSorted((one, other) => (modulePath(one) < modulePath(other) ? -1 : 1)).join('\n')}\n`;
    })
    .replace(LIST_END, (end) => `\n${entry}${end}`);
}
