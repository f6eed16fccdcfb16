import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSecrets } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'pos-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('loadSecrets', () => {
  it('creates every secret once, in a file that only its owner can read', () => {
    const file = join(folder, 'new.json');
    const first = loadSecrets(file);
    expect(loadSecrets(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(first.marketplace.apiKey.length).toBeGreaterThanOrEqual(20);
  });

  it('keeps the secrets of a former release and adds those that it did not have', () => {
    const file = join(folder, 'former.json');
    const { marketplace: _, ...former } = loadSecrets(join(folder, 'new.json'));
    writeFileSync(file, JSON.stringify(former));
    const loaded = loadSecrets(file);
    expect(loaded).toMatchObject(former);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(loaded);
    expect(loadSecrets(file)).toEqual(loaded);
  });
});
