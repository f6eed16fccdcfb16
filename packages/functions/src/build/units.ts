import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONSUMERS } from '@pos/contract/consumers.ts';
import type { Need } from '@pos/contract/needs.ts';
import { hostOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../../../..');
export const DIST = resolve(import.meta.dirname, '../../dist');

/** One thing that is deployed: a function's zip, or the program of a container. */
export interface Unit {
  readonly id: string;
  readonly kind: 'function' | 'container';
  readonly entry: string;
  /** Needs whose adapters are bundled; `all` where the hosted routes decide at run time. */
  readonly needs: readonly Need[] | 'all';
}

const PACKAGES = join(REPOSITORY, 'packages');

/** File names of one kind (`routes`, `consumers`) over all packages, by id. */
function filesOf(kind: 'routes' | 'consumers'): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const name of readdirSync(PACKAGES)) {
    const folder = join(PACKAGES, name, 'src', kind);
    if (name === 'contract') continue;
    for (const file of listFiles(folder)) {
      if (!/^[a-z0-9-]+\.ts$/.test(file)) continue;
      const id = file.slice(0, -'.ts'.length);
      files.set(id, [...(files.get(id) ?? []), join(folder, file)]);
    }
  }
  return files;
}

const listFiles = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

function onlyFile(files: ReadonlyMap<string, readonly string[]>, kind: 'routes' | 'consumers', id: string): string {
  const [file, ...others] = files.get(id) ?? [];
  if (file === undefined)
    throw new Error(
      `No package has src/${kind}/${id}.ts: write it, and name it in packages/functions/src/handlers.ts.`,
    );
  if (others.length > 0)
    throw new Error(`${id} has several implementations: ${[file, ...others].join(', ')}. Keep one.`);
  return file;
}

/** Every deployable unit, from the contract; a route's id is the name of the file that implements it. */
export function units(): readonly Unit[] {
  const routeFiles = filesOf('routes');
  const consumerFiles = filesOf('consumers');
  const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
  const functions = [
    ...routes
      .filter((route) => hostOf(route) === 'lambda')
      .map(({ id, needs }) => ({ id, needs, entry: onlyFile(routeFiles, 'routes', id) })),
    ...Object.values(CONSUMERS).map(({ id, needs }) => ({
      id,
      needs,
      entry: onlyFile(consumerFiles, 'consumers', id),
    })),
  ];
  return [
    ...functions.map((unit) => ({ ...unit, kind: 'function' as const })),
    { id: 'api', kind: 'container', entry: join(PACKAGES, 'functions/src/container/main.ts'), needs: 'all' },
    { id: 'worker', kind: 'container', entry: join(PACKAGES, 'worker/src/main.ts'), needs: 'all' },
    { id: 'migrate', kind: 'container', entry: join(PACKAGES, 'database/src/migrate-main.ts'), needs: 'all' },
    { id: 'history', kind: 'container', entry: join(PACKAGES, 'history/src/cli/main.ts'), needs: 'all' },
  ];
}
