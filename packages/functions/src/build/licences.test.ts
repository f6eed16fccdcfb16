import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { assertLicences, licenceFault, noticesOf, packagesOf, type BundledPackage } from './licences.ts';
import { CommonClient, WebSocket } from './without-websockets.ts';

const root = mkdtempSync(join(tmpdir(), 'licences-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return path;
};
const manifest = (name: string, license: string | undefined) => JSON.stringify({ name, version: '1.0.0', license });

put('node_modules/kind/package.json', manifest('kind', 'MIT'));
put('node_modules/kind/LICENSE', 'Do what you like.');
put('node_modules/kind/esm/package.json', '{"type":"module"}');
put('node_modules/strict/package.json', manifest('strict', 'LGPL-3.0-only'));
put('packages/own/package.json', manifest('@pos/own', 'Apache-2.0'));
const inputs = [
  put('node_modules/kind/esm/index.js', ''),
  put('node_modules/kind/other.js', ''),
  put('packages/own/src/main.ts', ''),
];

const licensed = (licence: string | undefined): BundledPackage => ({
  name: 'thing',
  version: '1.0.0',
  licence,
  texts: [],
  isOurs: false,
});

describe('the licences of a bundle', () => {
  it('are the licences of the packages that contain its files, each once', () => {
    expect(packagesOf(inputs, root)).toEqual([
      { name: '@pos/own', version: '1.0.0', licence: 'Apache-2.0', texts: [], isOurs: true },
      { name: 'kind', version: '1.0.0', licence: 'MIT', texts: ['Do what you like.'], isOurs: false },
    ]);
  });

  it('fail the build with the name of a package under a GNU licence', () => {
    const packages = packagesOf([...inputs, put('node_modules/strict/index.js', '')], root);
    expect(() => assertLicences('get-agent', packages)).toThrow(
      /bundle get-agent may not hold this code:\n {2}strict@1\.0\.0 is under LGPL-3\.0-only/,
    );
    expect(() => assertLicences('get-agent', packagesOf(inputs, root))).not.toThrow();
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['(MIT AND LGPL-2.1-only)', false],
    ['GPL-3.0-only', false],
    ['AGPL-3.0-or-later', false],
    ['SEE LICENSE IN LICENSE.md', false],
    [undefined, false],
  ])('%s is taken: %s', (licence, taken) => expect(licenceFault(licensed(licence)) === undefined).toBe(taken));

  it('are in the notices with their text, which packages with the same text share', () => {
    const text = 'Shared words.';
    const notices = noticesOf([
      { ...licensed('MIT'), texts: [text] },
      { ...licensed('MIT'), name: 'other', texts: [text] },
      { ...licensed('Apache-2.0'), name: '@pos/own', isOurs: true },
    ]);
    expect(notices.split(text)).toHaveLength(2);
    expect(notices).toContain('thing 1.0.0 (MIT)\nother 1.0.0 (MIT)');
    expect(notices).not.toContain('@pos/own');
  });
});

describe('the stand-in for rpc-websockets', () => {
  it('lets a connection be made and refuses to open a socket', () => {
    const client = new CommonClient();
    expect(client.on()).toBeUndefined();
    expect(() => client.connect()).toThrow('Subscriptions are not part of this bundle');
    expect(WebSocket).toThrow('Subscriptions are not part of this bundle');
  });
});
