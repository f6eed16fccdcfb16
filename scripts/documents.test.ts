/** Compares the documents with the repository: links, named files, packages, decisions, terms, log lines. */
import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readDecision, readDecisions } from './generate/decisions.ts';
import { regionOf } from './generate/documented-code.ts';
import { inOrderOfImports } from './generate/package-table.ts';
import { textFiles } from './generate/text-files.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = textFiles(root);
const documents = files.filter((path) => path.endsWith('.md'));
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

/** The prose of a document: text without fenced and indented code. */
const proseOf = (path: string): string =>
  read(path)
    .replaceAll(/^```[^]*?^```/gm, '')
    .replaceAll(/^ {4}.*$/gm, '');

/** The fragment that GitHub gives a heading. */
const fragmentOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const fragmentsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => fragmentOf(heading));

const record = (changes: Partial<Record<'heading' | 'date' | 'status' | 'body', string>> = {}): string => {
  const { heading, date, status, body } = {
    heading: '# 0001. Store the receipt',
    date: '- Date: 2026-01-31',
    status: '- Status: accepted',
    body: '## Context\n\nA fact.\n\n## Decision\n\nA rule.\n',
    ...changes,
  };
  return `${heading}\n\n${date}\n${status}\n\n${body}`;
};

describe('the documents', () => {
  it('are what npm run generate writes', () => {
    const check = () =>
      execFileSync(process.execPath, [join(root, 'scripts/generate.ts'), '--check'], { encoding: 'utf8' });
    expect(check()).toBe('');
  });

  it('link to files and headings that exist', () => {
    const broken = documents.flatMap((path) =>
      [...proseOf(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
        ([link, target = '', fragment]) => {
          const file = target === '' ? path : join(dirname(path), target);
          if (!existsSync(join(root, file))) return [`${path}: ${link}`];
          return fragment === undefined || fragmentsOf(file).includes(fragment) ? [] : [`${path}: ${link}`];
        },
      ),
    );
    expect(broken).toEqual([]);
  });

  it('name files and folders that exist', () => {
    const missing = documents
      .filter((path) => !path.startsWith('docs/adr/'))
      .flatMap((path) =>
        [...proseOf(path).matchAll(/`((?:packages|stacks|docs|scripts)\/[\w./-]+)`/g)]
          .map(([, named = '']) => named)
          .filter((named) => !existsSync(join(root, named)) && !named.includes('/dist'))
          .map((named) => `${path}: ${named}`),
      );
    expect(missing).toEqual([]);
  });

  it('quote log lines that the code writes', () => {
    const sources = files.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !path.includes('.test.'));
    const code = sources.map(read).join('\n');
    const quoted = [...read('docs/operate.md').matchAll(/`([A-Z][a-z]*(?: [a-z]+){3,})`/g)].map(
      ([, line = '']) => line,
    );
    expect(quoted.length).toBeGreaterThan(5);
    expect(quoted.filter((line) => !code.includes(line))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('names every package exactly once in its table', () => {
    const rows = [...read('docs/architecture.md').matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, name = '']) => name);
    expect(rows.toSorted()).toEqual(packages.toSorted());
  });

  it('names a package after the packages that it imports', () => {
    const order = inOrderOfImports([
      { name: 'a', imports: ['c'] },
      { name: 'b', imports: [] },
      { name: 'c', imports: ['b'] },
    ]);
    expect(order.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(() => inOrderOfImports([{ name: 'a', imports: ['a'] }])).toThrow(/a → a/);
  });
});

describe('a package', () => {
  it.each(packages)('%s has a README with its name, its front door and its limits', (name) => {
    const text = read(`packages/${name}/README.md`);
    expect(text).toMatch(new RegExp(`^# (?:@pos/|proof-of-service-)${name}\n\n[A-Z]`));
  });
});

describe('docs/glossary.md', () => {
  const terms = [...read('docs/glossary.md').matchAll(/^\| (?!term |not any more |-)([^|]+?) +\| ([^|]+?) +\|$/gm)];

  it('defines each term once, in the order of the alphabet', () => {
    const names = terms.map(([, term = '']) => term.replaceAll('`', '').toLowerCase());
    expect(names.length).toBeGreaterThan(50);
    expect(names).toEqual([...new Set(names)].toSorted((left, right) => left.localeCompare(right, 'en')));
  });

  it('defines each term in one sentence', () => {
    for (const [, term, meaning] of terms)
      expect({ term, meaning }).toEqual({ term, meaning: expect.stringMatching(/^[A-Z][^.]*(?:\.[^ ][^.]*)*\.$/) });
  });
});

describe('the decision records', () => {
  it('have one heading form and a number of their own', () => {
    const numbers = readDecisions(root).map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(70);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are each linked from code or from another document', () => {
    const outside = files.filter((path) => !path.startsWith('docs/adr/')).map(read);
    const linked = new Set(outside.flatMap((text) => [...text.matchAll(/adr\/(\d{4})-/g)].map(([, number]) => number)));
    expect(readDecisions(root).filter(({ number }) => !linked.has(number))).toEqual([]);
  });

  it('are read with number, title, date and status', () => {
    expect(readDecision('0001-store-the-receipt.md', record())).toEqual({
      number: '0001',
      file: '0001-store-the-receipt.md',
      title: 'Store the receipt',
      date: '2026-01-31',
      status: 'accepted',
    });
    const superseded = '- Status: superseded by [0002](0002-store-nothing.md)';
    expect(readDecision('0001-a.md', record({ status: superseded })).status).toContain('0002');
  });

  it.each([
    ['a heading without a number', { heading: '# Store the receipt' }],
    ['a title that ends in a full stop', { heading: '# 0001. Store the receipt.' }],
    ['the number of another file', { heading: '# 0002. Store the receipt' }],
    ['no date', { date: '- Date: soon' }],
    ['an unknown status', { status: '- Status: perhaps' }],
    ['a superseding record under another name', { status: '- Status: superseded by [0002](0003-a.md)' }],
    ['no decision', { body: '## Context\n\nA fact.\n' }],
  ])('are refused with %s', (_, changes) => {
    expect(() => readDecision('0001-store-the-receipt.md', record(changes))).toThrow(/docs\/adr\/0001-/);
  });
});

describe('a code region', () => {
  it('is copied without its margin', () => {
    const source = 'f() {\n  // #region a\n  if (x) {\n    y();\n  }\n\n  z();\n  // #endregion\n}';
    expect(regionOf(source, 'a')).toBe('if (x) {\n  y();\n}\n\nz();');
  });

  it('is refused where the file does not have it', () => {
    expect(() => regionOf('// #region a\nx();', 'a')).toThrow(/#endregion/);
    expect(() => regionOf('x();\n// #endregion', 'b')).toThrow(/#region b/);
  });
});
