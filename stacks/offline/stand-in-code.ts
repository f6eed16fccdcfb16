import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFolder } from '@pos/functions/build/zip-bundles.ts';
import type { CodeOf } from '../synth/function-code.ts';

/** Code for any function whatever, kept in `folder`: for runs that are about everything but the code. */
export const standInCode =
  (folder: string): CodeOf =>
  (id) => {
    const bundle = join(folder, 'bundles', id);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'index.mjs'), `export const handler = async () => '${id}';\n`);
    return zipFolder(id, bundle, join(folder, 'zips'));
  };
