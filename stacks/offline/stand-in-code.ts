import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFolder } from '@pos/functions/build/zip-bundles.ts';
import type { CodeOf } from '../synth/function-code.ts';

/** Placeholder code for any function, kept in `folder`. For runs in which the code does not matter. */
export const standInCode =
  (folder: string): CodeOf =>
  (id) => {
    const bundle = join(folder, 'bundles', id);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'index.mjs'), `export const handler = async () => '${id}';\n`);
    return zipFolder(id, bundle, join(folder, 'zips'));
  };
