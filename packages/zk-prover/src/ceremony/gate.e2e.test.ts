// SPDX-License-Identifier: GPL-3.0-only
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as snarkjs from 'snarkjs';
import { sha256Hex } from '../build/artefact-files.ts';
import { developmentKey } from '../build/dev-key.ts';
import { circomCli } from '../build/sources.ts';
import { SECTION } from '../build/zkey-file.ts';
import { endSnarkjsWorkers } from '../snarkjs.ts';
import { decideGate, type GateRefusal, type KeyFacts } from './decide-gate.ts';
import { inspectKey } from './inspect-key.ts';
import type { CeremonyTranscript } from './transcript.ts';

const run = promisify(execFile);
const CIRCUIT =
  'pragma circom 2.2.0; template Square() { signal input x; signal input y; signal z <== x * x; y === z * x + 1; } component main {public [y]} = Square();';
const BEACON = {
  source: 'drand round 4242424',
  value: '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',
  iterationsExp: 10,
};
const NAMES = ['first', 'second', 'third'];

let folder: string;
const at = (name: string) => join(folder, name);
const files = (zkey: string) => ({ r1cs: at('cube.r1cs'), ptau: at('final.ptau'), zkey: at(zkey) });
let transcript: CeremonyTranscript;
let facts: KeyFacts;
const gate = (found: KeyFacts, told = transcript): GateRefusal[] =>
  decideGate(found, told, { r1csSha256: transcript.r1csSha256, developmentZkeySha256: 'f'.repeat(64) });

/** A complete phase 1 of size 2^4, the smallest that fits the test circuit. */
async function powersOfTau(): Promise<void> {
  const { curves } = snarkjs as unknown as { curves: { getCurveFromName: (name: string) => Promise<unknown> } };
  await snarkjs.powersOfTau.newAccumulator(await curves.getCurveFromName('bn128'), 4, at('0.ptau'));
  await snarkjs.powersOfTau.contribute(at('0.ptau'), at('1.ptau'), 'anybody', 'entropy of a test');
  await snarkjs.powersOfTau.preparePhase2(at('1.ptau'), at('final.ptau'));
}

/** Runs phase 2 with three contributors and a beacon. Returns the hashes that snarkjs prints to the contributors. */
async function phaseTwo(): Promise<string[]> {
  await snarkjs.zKey.newZKey(at('cube.r1cs'), at('final.ptau'), at('0.zkey'));
  const hashes: string[] = [];
  for (const [index, name] of NAMES.entries()) {
    const hash: Uint8Array = await snarkjs.zKey.contribute(
      at(`${index}.zkey`),
      at(`${index + 1}.zkey`),
      name,
      `entropy of ${name}`,
    );
    hashes.push(Buffer.from(hash).toString('hex'));
  }
  await snarkjs.zKey.beacon(at('3.zkey'), at('final.zkey'), 'beacon', BEACON.value, BEACON.iterationsExp);
  return hashes;
}

/** The bytes of `key` with section `id` replaced by that of `other`. */
function withSectionOf(key: Uint8Array, other: Uint8Array, id: number): Buffer {
  const find = (file: Uint8Array) => {
    const view = new DataView(file.buffer, file.byteOffset);
    for (let from = 12; from < file.length;) {
      const to = from + 12 + Number(view.getBigUint64(from + 4, true));
      if (view.getUint32(from, true) === id) return { from, to };
      from = to;
    }
    throw new Error(`no section ${id}`);
  };
  const [mine, theirs] = [find(key), find(other)];
  return Buffer.concat([key.subarray(0, mine.from), other.subarray(theirs.from, theirs.to), key.subarray(mine.to)]);
}

beforeAll(async () => {
  // Besides returning false, snarkjs logs why a key is invalid.
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  folder = await mkdtemp(join(tmpdir(), 'ceremony-'));
  await writeFile(at('cube.circom'), CIRCUIT);
  await run(process.execPath, [circomCli(), 'cube.circom', '--r1cs', '--O2'], { cwd: folder });
  await powersOfTau();
  const hashes = await phaseTwo();
  await endSnarkjsWorkers();
  facts = await inspectKey(files('final.zkey'));
  transcript = {
    statement: 'history-totals',
    r1csSha256: facts.r1csSha256,
    powersOfTau: { source: 'this test', sha256: facts.powersOfTauSha256 },
    contributions: NAMES.map((name, index) => ({
      name,
      hash: hashes[index] ?? '',
      attestation: `https://${name}.example/attestation`,
    })),
    beacon: BEACON,
    zkeySha256: facts.zkeySha256,
    vkeySha256: facts.vkeySha256,
  };
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the gate', () => {
  it('accepts the key of a complete ceremony', () => expect(gate(facts)).toEqual([]));

  it('reads from the key the hashes that snarkjs printed to the contributors', () =>
    expect(facts.record.contributions.slice(0, 3).map(({ hash }) => hash)).toEqual(
      transcript.contributions.map(({ hash }) => hash),
    ));

  it('refuses a key made from a seed as a development key, and snarkjs does not verify it', async () => {
    await writeFile(at('seed.zkey'), await developmentKey(await readFile(at('cube.r1cs')), 'any seed', 'cube'));
    const found = await inspectKey(files('seed.zkey'));
    expect(found.verified).toBe(false);
    expect(gate(found)).toEqual(
      expect.arrayContaining(['development-key', 'key-not-verified', 'too-few-contributions']),
    );
  });

  it('refuses a key made from a seed that contains the contributions of a ceremony', async () => {
    const seedMade = await developmentKey(await readFile(at('cube.r1cs')), 'any seed', 'cube');
    await writeFile(
      at('disguised.zkey'),
      withSectionOf(seedMade, await readFile(at('final.zkey')), SECTION.contributions),
    );
    const found = await inspectKey(files('disguised.zkey'));
    expect(gate({ ...found, zkeySha256: facts.zkeySha256, vkeySha256: facts.vkeySha256 })).toEqual([
      'key-not-verified',
    ]);
  });

  it('refuses the pinned development key even with a valid record', () =>
    expect(
      decideGate(facts, transcript, { r1csSha256: facts.r1csSha256, developmentZkeySha256: facts.zkeySha256 }),
    ).toEqual(['development-key']));

  it('refuses a key without the beacon', async () =>
    expect(gate(await inspectKey(files('3.zkey')))).toEqual(['beacon-missing', 'zkey-not-pinned', 'vkey-not-pinned']));

  it('refuses a key with two contributors', async () => {
    await snarkjs.zKey.beacon(at('2.zkey'), at('two.zkey'), 'beacon', BEACON.value, BEACON.iterationsExp);
    expect(gate(await inspectKey(files('two.zkey')))).toEqual([
      'too-few-contributions',
      'contributions-not-transcribed',
      'zkey-not-pinned',
      'vkey-not-pinned',
    ]);
  });

  it('refuses a key whose contributions all have the same name', () => {
    const contributions = facts.record.contributions.map((contribution) => ({ ...contribution, name: 'first' }));
    expect(gate({ ...facts, record: { ...facts.record, contributions } })).toEqual([
      'contributors-not-distinct',
      'contributions-not-transcribed',
    ]);
  });

  it.each<[GateRefusal, Partial<KeyFacts>]>([
    ['r1cs-not-pinned', { r1csSha256: sha256Hex(Buffer.from('another')) }],
    ['powers-of-tau-not-pinned', { powersOfTauSha256: sha256Hex(Buffer.from('another')) }],
    ['vkey-not-pinned', { vkeySha256: sha256Hex(Buffer.from('another')) }],
    ['key-not-verified', { verified: false }],
  ])('refuses with %s', (refusal, change) => expect(gate({ ...facts, ...change })).toEqual([refusal]));

  it('refuses a beacon that differs from the announced one', () =>
    expect(gate(facts, { ...transcript, beacon: { ...BEACON, value: '00' } })).toEqual(['beacon-missing']));

  it('exits with 0 for the accepted key and with 1 and the reasons for another', async () => {
    await writeFile(at('transcript.json'), JSON.stringify(transcript));
    const pins = { r1cs: transcript.r1csSha256, wasm: '', zkey: 'f'.repeat(64), vkey: '' };
    await writeFile(at('lock.json'), JSON.stringify({ 'history-totals': { sha256: pins } }));
    const command = (zkey: string) => [
      join(import.meta.dirname, 'gate.ts'),
      '--r1cs',
      at('cube.r1cs'),
      '--ptau',
      at('final.ptau'),
      '--zkey',
      at(zkey),
      '--transcript',
      at('transcript.json'),
      '--lock',
      at('lock.json'),
    ];
    expect((await run(process.execPath, command('final.zkey'))).stdout).toContain(
      `accepted. Pin the verification key ${facts.vkeySha256}`,
    );
    await expect(run(process.execPath, command('0.zkey'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('development-key'),
    });
  });
});
