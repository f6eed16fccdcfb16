import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator } from './generator.ts';
import { textFiles } from './text-files.ts';

/** `<!-- code: packages/…/file.ts#region,region -->` and the fence that follows it. */
const places = /(?<marker><!-- code: (?<path>[\w./-]+)#(?<regions>[\w,-]+) -->\n\n)```ts\n(?:[^]*?\n)?```/g;

/** The lines between `// #region name` and `// #endregion`, moved to the left margin. */
export function regionOf(source: string, name: string): string {
  const lines = source.split('\n');
  const start = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  const end = lines.findIndex((line, at) => at > start && line.trim() === '// #endregion');
  if (start < 0 || end < 0) throw new Error(`There is no "// #region ${name}" that an "// #endregion" ends.`);
  const region = lines.slice(start + 1, end);
  const margin = Math.min(...region.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return region.map((line) => line.slice(margin)).join('\n');
}

/** Copies code that tests compile and run into the documents that show it. */
export const documentedCode: Generator = {
  name: 'documented-code',
  generate: (root) => {
    const filled: Record<string, string> = {};
    for (const path of textFiles(root).filter((each) => each.endsWith('.md'))) {
      const text = readFileSync(join(root, path), 'utf8');
      const wanted = text.replaceAll(places, (_, marker: string, source: string, regions: string) => {
        const code = readFileSync(join(root, source), 'utf8');
        return `${marker}\`\`\`ts\n${regions
          .split(',')
          .map((region) => regionOf(code, region))
          .join('\n\n')}\n\`\`\``;
      });
      if (wanted !== text) filled[path] = wanted;
    }
    return filled;
  },
};
