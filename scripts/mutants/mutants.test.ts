import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AREAS, excuses, mutantsOfFile, mutatedFiles, sample, seeded, type Excuse } from './mutants.ts';
import { apply, changesOf } from './operators.ts';
import { readImporters, relatedTests } from './related-tests.ts';
import { report } from './report.ts';
import { refusedByCompiler } from './type-check.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Every changed text of a source, with the operator that made it. */
const mutated = (source: string): readonly (readonly [string, string])[] =>
  changesOf('file.ts', source).map((change) => [change.operator, apply(source, change)]);

describe('the operators', () => {
  it.each([
    ['a < b;', 'boundary', 'a <= b;'],
    ['a >= b;', 'boundary', 'a > b;'],
    ['a === b;', 'equality', 'a !== b;'],
    ['a && b;', 'logical', 'a || b;'],
    ['a ?? b;', 'logical', '(a);'],
    ['x = true;', 'boolean', 'x = false;'],
    ['x = !a;', 'negation', 'x = a;'],
    ['x = a + b;', 'arithmetic', 'x = a - b;'],
    ['x += 1;', 'arithmetic', 'x -= 1;'],
    ['x++;', 'arithmetic', 'x--;'],
    ['if (a) b();', 'condition', 'if (true) b();'],
    ['if (a) b();', 'condition', 'if (false) b();'],
    ['x = a ? b : c;', 'condition', 'x = true ? b : c;'],
    ['while (a) b();', 'condition', 'while (false) b();'],
    ['call();', 'statement', ';'],
    ["throw new Error('x y');", 'statement', ';'],
    ["x = 'text';", 'string', "x = '';"],
    ["x = '';", 'string', "x = 'mutant';"],
    ['x = `${a}/${b}`;', 'string', 'x = ``;'],
    ['x = [a, b];', 'array', 'x = [];'],
    ['x = a?.b;', 'optional-chain', 'x = a.b;'],
    ['x = a?.[b];', 'optional-chain', 'x = a[b];'],
    ['x = a?.(b);', 'optional-chain', 'x = a(b);'],
    ['x = a.every(b);', 'method', 'x = a.some(b);'],
    ['x = Math.min(a, b);', 'method', 'x = Math.max(a, b);'],
  ])('change %j by %s to %j', (source, operator, changed) => {
    expect(mutated(source)).toContainEqual([operator, changed]);
  });

  it.each([
    ['the names of imports', "import { a } from './a.ts';"],
    ['types', "type A = 'a' | 'b'; let x: 'c';"],
    ['names of members', "({ 'a': b, c });"],
    ['text for people', "x = 'two words';"],
    ['the name of an error', "class A extends Error { override readonly name = 'A'; }"],
    ['bounds of a schema', 'const x = z.min(1).max(2);'],
    ['joined text', "x = 'a b' + c;"],
    ['directives', "'use strict';"],
  ])('leave %s alone', (_, source) => {
    const values = mutated(source).filter(([operator]) => operator !== 'statement');
    expect(values).toEqual([]);
  });

  it('look inside assertions of types', () =>
    expect(mutated('x = (a < b) as never;')).toContainEqual(['boundary', 'x = (a <= b) as never;']));

  it('refuse a source that does not parse', () =>
    expect(() => changesOf('file.ts', 'const = ;')).toThrow('file.ts does not parse'));
});

describe('a sample', () => {
  const values = Array.from({ length: 100 }, (_, place) => place);

  it('is the same for the same seed, another for another, and in order', () => {
    const one = sample(values, 10, 1);
    expect(one).toEqual(sample(values, 10, 1));
    expect(one).not.toEqual(sample(values, 10, 2));
    expect(one).toEqual([...new Set(one)].toSorted((left, right) => left - right));
    expect(one).toHaveLength(10);
  });

  it('draws from numbers between 0 and 1', () => {
    const random = seeded(7);
    const drawn = Array.from({ length: 1_000 }, random);
    expect(drawn.every((each) => each >= 0 && each < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(990);
  });
});

describe('the files of the areas', () => {
  const files = mutatedFiles(ROOT, AREAS);

  it('are sources without tests, test support, programs and generated code', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /\.test|\/testing\/|generated|main\.ts$/.test(file))).toEqual([]);
  });

  it('are each related to tests, the nearest first', () => {
    const tests = relatedTests(readImporters(ROOT), 'packages/receipts/src/hash-to-field.ts');
    expect(tests[0]).toBe('packages/receipts/src/hash-to-field.test.ts');
    expect(tests.filter((test) => test.endsWith('.e2e.test.ts'))).toEqual([]);
  });
});

describe('the excuses', () => {
  const excused = JSON.parse(readFileSync(join(import.meta.dirname, 'excused.json'), 'utf8')) as readonly Excuse[];

  it.each(excused.map((excuse) => [excuse.file, excuse.text, excuse] as const))(
    'of %s: %s names a mutant',
    (file, _, excuse) => {
      expect(mutantsOfFile(ROOT, file).some((mutant) => excuses(excuse, mutant))).toBe(true);
      expect(excuse.reason).toMatch(/\w+ \w+.*\.$/);
    },
  );
});

describe('the type check of survivors', () => {
  it('refuses a mutant that does not compile and no other', () => {
    const method = mutantsOfFile(ROOT, 'packages/contract/src/registry/routes/get-agent.ts').find(({ text }) =>
      text.startsWith('method:'),
    );
    const origin = mutantsOfFile(ROOT, 'packages/contract/src/cors.ts').find(({ text }) =>
      text.startsWith('allowOrigin:'),
    );
    const chosen = [method, origin].flatMap((each) => each ?? []);
    expect(chosen).toHaveLength(2);
    const included = ['packages/contract/src/cors.ts', 'packages/contract/src/registry/routes/get-agent.ts'];
    expect([...refusedByCompiler(ROOT, chosen, included)]).toEqual([method]);
  }, 120_000);
});

describe('the report', () => {
  it('scores by package noticed mutants among those that count', () => {
    const mutant = { file: 'packages/runtime/src/a.ts' } as never;
    const outcomes = (['killed', 'stopped', 'survived', 'excused', 'type error'] as const).map((fate) => ({
      mutant,
      fate,
    }));
    expect(report(outcomes).split('\n')[1]).toMatch(/^runtime +66\.7 % +5 +1 +1 +1 +1 +1$/);
  });
});
