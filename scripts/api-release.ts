/**
 * `npm run api:release` writes the OpenAPI document and the event schemas of the contract into the folder of its version,
 * with which `npm run api:diff` compares later contracts.
 */
import { resolve } from 'node:path';
import { presentDocuments } from './api/api-documents.ts';
import { writeRelease } from './api/released.ts';
import { API_VERSION } from '../packages/contract/src/version.ts';

try {
  const folder = writeRelease(resolve(import.meta.dirname, '..'), API_VERSION, presentDocuments());
  process.stdout.write(`Written: ${folder}. Commit it with the release.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
