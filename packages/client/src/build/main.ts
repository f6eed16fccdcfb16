/** `npm run pack:client`: packs the client into .local/packages and prints the tarball's path. Nothing is published. */
import { join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { packClient } from './pack-client.ts';

const { tarball, files } = await packClient(
  join(resolve(import.meta.dirname, '../../../..'), '.local/packages/client'),
);
const kilobytes = (statSync(tarball).size / 1_000).toFixed(0);
process.stdout.write(`${tarball}\n${files.length} files, ${kilobytes} KB. Install it with: npm install ${tarball}\n`);
