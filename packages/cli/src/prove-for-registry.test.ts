// SPDX-License-Identifier: GPL-3.0-only
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { build, stop } from 'esbuild';

// Stops esbuild's service process, which would otherwise run as long as this process.
afterAll(() => stop());

describe('proveForRegistry', () => {
  it('bundles for browsers without imports from Node', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(__dirname, 'prove-for-registry.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    const [bundle] = outputFiles;
    expect(bundle?.text).not.toMatch(/(?:from|import|require\()\s*["'](?!data:)[\w@./:-]+["']/);
    expect(bundle?.text).toContain('proof-of-service'.toUpperCase());
  });
});
