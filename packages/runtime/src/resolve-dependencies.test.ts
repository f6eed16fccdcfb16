import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NEEDS, type Need } from '@pos/contract/needs.ts';
import { resolveDependencies } from './resolve-dependencies.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SURROUNDINGS = ['clock', 'log', 'newId', 'publicUrl', 'stage'];

let settings: LocalSettings;
beforeAll(() => void (settings = localSettings()));
afterAll(() => settings.remove());

const resolve = (needs: readonly Need[], changes: Readonly<Record<string, string>> = {}) =>
  resolveDependencies({ needs }, { variables: { ...settings.variables, ...changes }, log });

describe('resolveDependencies', () => {
  it.each(Object.keys(NEEDS) as Need[])('builds %s, the surroundings and nothing else', async (need) => {
    const dependencies = new Map(Object.entries(await resolve([need])));
    expect([...dependencies.keys()].toSorted()).toEqual([...SURROUNDINGS, need].toSorted());
    expect(dependencies.get(need)).toBeDefined();
  });

  it('gives every handler the clock, the log, the stage and its public URL', async () => {
    const before = new Date();
    const { clock, log: given, stage, publicUrl } = await resolve([]);
    expect([given, stage, publicUrl]).toEqual([log, 'local', 'http://registry.test']);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('gives every handler new UUIDs of version 7', async () => {
    const { newId } = await resolve([]);
    const ids = Array.from({ length: 100 }, newId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(100);
  });

  it('fails where a secret is in a file on a deployed stage', () =>
    expect(resolve(['facilitatorKey'], { STAGE: 'dev' })).rejects.toThrow('Secrets Manager'));

  it('fails by name where a variable of a need is missing', () =>
    expect(resolveDependencies({ needs: ['tokenUrl'] }, { variables: { STAGE: 'dev' }, log })).rejects.toThrow(
      'TOKEN_URL',
    ));

  it('reads the address of the Solana node from a secret where the variable names one', async () => {
    const node = createServer((_, response) => response.end('{"jsonrpc":"2.0","id":1,"result":"ok"}'));
    await new Promise<void>((listening) => node.listen(0, '127.0.0.1', listening));
    const file = join(settings.folder, 'rpc-url');
    writeFileSync(file, `http://127.0.0.1:${(node.address() as AddressInfo).port}\n`);
    const { solana } = await resolve(['solana'], { SOLANA_RPC_URL: `file:${file}` });
    const answer = await solana.forward({ jsonrpc: '2.0', id: 1, method: 'getHealth' }, 5_000_000);
    node.closeAllConnections();
    await new Promise((closed) => node.close(closed));
    expect(answer).toMatchObject({ result: 'ok' });
  });
});
