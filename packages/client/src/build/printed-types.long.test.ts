import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { methodName } from '../domain/method-name.ts';
import { writeSources } from './published-sources.ts';

const ROOT = resolve(__dirname, '../../../..');

const PARSED_BY_HANDLER = (Object.values(ROUTES) as readonly RouteDeclaration[])
  .filter(({ takesAnyJson }) => takesAnyJson === true)
  .map(({ id }) => methodName(id));

/** Fails to compile where a request or an answer of one client cannot stand in for that of the other. */
const COMPARISON = `
import type * as printed from './api.ts';
import type * as derived from '${ROOT}/packages/client/src/api.ts';

type Name = keyof printed.RegistryClient;
type Call = (...given: never) => unknown;
type Requests<Client> = { [Each in Name & keyof Client]: Client[Each] extends Call ? Parameters<Client[Each]> : never };
type Answer<Method> = Method extends Call ? Extract<Awaited<ReturnType<Method>>, { readonly ok: true }> : never;
type Answers<Client> = { [Each in Name & keyof Client]: Plain<Answer<Client[Each]>> };
/** Only the workspace's types have brands, and only on bigints. */
type Plain<Value> = unknown extends Value
  ? unknown
  : Value extends bigint
    ? bigint
    : Value extends string | number | boolean | null | undefined | Date | Headers
      ? Value
      : { readonly [Member in keyof Value]: Plain<Value[Member]> };

type Printed = printed.RegistryClient;
type Derived = derived.RegistryClient;
export const names = (name: Name): keyof Derived => name;
export const requests = (each: Requests<Printed>): Requests<Derived> => each;
// In the workspace a part of a request that the handler parses itself has the type unknown.
type Parsed = ${PARSED_BY_HANDLER.map((name) => `'${name}'`).join(' | ')};
export const sameRequests = (each: Omit<Requests<Derived>, Parsed>): Omit<Requests<Printed>, Parsed> => each;
export const answers = (each: Answers<Printed>): Answers<Derived> => each;
export const sameAnswers = (each: Answers<Derived>): Answers<Printed> => each;
export const events = (each: Plain<derived.FeedEvent>): Plain<printed.FeedEvent> => each;
export const sameEvents = (each: Plain<printed.FeedEvent>): Plain<derived.FeedEvent> => each;
export const verdict = (each: derived.WorkHistoryVerdict): printed.WorkHistoryVerdict => each;
`;

describe('the printed types of the packed client', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'client-printed-')));
  const sources = join(folder, 'client');

  beforeAll(() => {
    mkdirSync(sources);
    writeSources(sources);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(sources, 'comparison.ts'), COMPARISON);
    const lib = ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'];
    const paths = Object.fromEntries(
      ['contract', 'credentials', 'vocabulary'].map((name) => [
        `@pos/${name}/*`,
        [join(ROOT, 'packages', name, 'src/*')],
      ]),
    );
    const compilerOptions = { lib, paths, types: [] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, files: ['client/comparison.ts'] }),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('stand in for the types that the workspace derives from the contract, and the other way round', () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
