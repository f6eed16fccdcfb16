/** Checks docs/requirements.md against the repository: every file, test, rule and decision that it names exists. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rules } from './policy/rules.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Row = {
  readonly no: string;
  readonly asked: string;
  readonly where: string;
  readonly shown: string;
  readonly status: string;
};

const rows = [...read('docs/requirements.md').matchAll(/^\| (\d+\.\d+) *\|(.*)\|$/gm)].map(
  ([, no = '', rest = '']): Row => {
    const [asked = '', where = '', shown = '', status = '', ...more] = rest.split('|').map((cell) => cell.trim());
    if (more.length > 0) throw new Error(`Row ${no} has ${more.length} cells too many.`);
    return { no, asked, where, shown, status };
  },
);

const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:packages|stacks|docs|scripts|\.github)\/[\w./-]+)`/g)].map(([, path = '']) => path);
const decisionsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((adr\/[\w-]+\.md)\)/g)].map(([, path = '']) => path);
const rulesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([OX]\d+(?:-\w+)?)`/g)].map(([, id = '']) => id);

/** Test files with the test name that the cell quotes. */
const quotesIn = (text: string): readonly { readonly path: string; readonly quote: string }[] =>
  [...text.matchAll(/`([\w./-]+\.test\.ts)` “([^”]+)”/g)].map(([, path = '', quote = '']) => ({ path, quote }));

describe('the table of requirements', () => {
  it('numbers each row once and gives it a known status', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ no }) => no)).size).toBe(rows.length);
    for (const { no, asked, status } of rows)
      expect({ no, asked, status }).toEqual({
        no,
        asked: expect.stringMatching(/./),
        status: expect.stringMatching(/^(there|otherwise|partly|missing|outside)$/),
      });
  });

  it('names files that exist', () => {
    for (const { no, where, shown } of rows)
      for (const path of pathsIn(`${where} ${shown}`))
        expect({ no, path, exists: existsSync(join(root, path)) }).toEqual({ no, path, exists: true });
  });

  it('quotes existing test names', () => {
    const quoted = rows.flatMap(({ no, shown }) => quotesIn(shown).map((each) => ({ no, ...each })));
    expect(quoted.length).toBeGreaterThan(50);
    for (const { no, path, quote } of quoted)
      expect({ no, quote, found: read(path).includes(quote) }).toEqual({ no, quote, found: true });
  });

  it('names decisions and rules that exist', () => {
    const decisions = new Set(readdirSync(join(root, 'docs/adr')).map((file) => `adr/${file}`));
    const ids = new Set(rules.map(({ id }) => id));
    for (const { no, where, shown } of rows) {
      for (const decision of decisionsIn(`${where} ${shown}`))
        expect({ no, decision, exists: decisions.has(decision) }).toEqual({ no, decision, exists: true });
      for (const id of rulesIn(`${where} ${shown}`))
        expect({ no, id, exists: ids.has(id) }).toEqual({ no, id, exists: true });
    }
  });

  it('proves each met requirement and gives a decision for each deviation', () => {
    for (const { no, where, shown, status } of rows) {
      const proof =
        pathsIn(shown).some((path) => path.endsWith('.test.ts')) ||
        rulesIn(shown).length > 0 ||
        /operate\.md|`npm test`/.test(`${where} ${shown}`);
      if (status === 'there') expect({ no, proof }).toEqual({ no, proof: true });
      if (status === 'otherwise')
        expect({ no, decided: decisionsIn(where).length > 0 || proof }).toEqual({ no, decided: true });
      if (status === 'partly' || status === 'missing')
        expect({
          no,
          lacks:
            /\b(not|no|nothing|yet|by hand|by people|waits)\b/i.test(where) || /: see|See \d|reached by/.test(where),
        }).toEqual({ no, lacks: true });
    }
  });
});
