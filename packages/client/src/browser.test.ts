import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

describe('the client in a browser', () => {
  it('bundles without a module of Node', async () => {
    const { errors, metafile, outputFiles } = await build({
      entryPoints: [
        join(__dirname, 'client.ts'),
        join(__dirname, 'prove-control.ts'),
        join(__dirname, 'verify-work-history.ts'),
      ],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      outdir: 'out',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    expect(errors).toEqual([]);
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external === true),
    );
    expect(imported).toEqual([]);
    expect(
      outputFiles
        .filter(({ text }) => /\bprocess\.|\bBuffer\.|require\("node:/.test(text))
        .map(({ path }) => basename(path)),
    ).toEqual([]);
  });
});
