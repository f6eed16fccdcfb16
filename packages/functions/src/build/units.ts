import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Need } from '@pos/contract/needs.ts';
import { hostOf } from '@pos/contract/route.ts';
import type { SliceDeclaration } from '@pos/contract/slice.ts';
import { SLICES } from '@pos/contract/slices.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../../../..');
export const DIST = resolve(import.meta.dirname, '../../dist');

/** One deployed program: a Lambda function or a container's program. */
export interface Unit {
  readonly id: string;
  readonly kind: 'function' | 'container';
  /** Absolute path of the entry file. */
  readonly entry: string;
  /** Needs whose adapters are bundled. `all` if the needs depend on the routes that the container hosts at run time. */
  readonly needs: readonly Need[] | 'all';
}

const PACKAGES = join(REPOSITORY, 'packages');

/** The file that implements a declaration. It is in the slice's package and named after the declaration's id. */
function implementationOf(slice: string, kind: 'routes' | 'consumers', id: string): string {
  const file = join(PACKAGES, slice, 'src', kind, `${id}.ts`);
  if (existsSync(file)) return file;
  throw new Error(`${file} is missing: write the implementation of "${id}", which the slice "${slice}" lists.`);
}

function functionsOf({ id: slice, routes = [], consumers = [] }: SliceDeclaration): readonly Unit[] {
  const hosted = routes.filter((route) => hostOf(route) === 'lambda');
  return [
    ...hosted.map(({ id, needs }) => ({ id, needs, entry: implementationOf(slice, 'routes', id) })),
    ...consumers.map(({ id, needs }) => ({ id, needs, entry: implementationOf(slice, 'consumers', id) })),
  ].map((unit) => ({ ...unit, kind: 'function' as const }));
}

/** Every deployed program. The functions derive from the slices. */
export const units = (): readonly Unit[] => [
  ...SLICES.flatMap(functionsOf),
  { id: 'api', kind: 'container', entry: join(PACKAGES, 'functions/src/container/main.ts'), needs: 'all' },
  { id: 'worker', kind: 'container', entry: join(PACKAGES, 'worker/src/main.ts'), needs: 'all' },
  { id: 'migrate', kind: 'container', entry: join(PACKAGES, 'database/src/migrate-main.ts'), needs: 'all' },
  { id: 'history', kind: 'container', entry: join(PACKAGES, 'history/src/cli/main.ts'), needs: 'all' },
];
