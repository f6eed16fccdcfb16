// SPDX-License-Identifier: GPL-3.0-only
/**
 * Decides whether a ceremony's key may be deployed. Exits with 0 if it may, and otherwise with 1 and the reasons.
 *
 * `gate.ts --r1cs circuit.r1cs --ptau powers.ptau --zkey final.zkey --transcript transcript.json`
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readLock } from '../build/artefact-files.ts';
import { decideGate, GATE_REFUSALS } from './decide-gate.ts';
import { inspectKey } from './inspect-key.ts';
import { CeremonyTranscript } from './transcript.ts';

const { values } = parseArgs({
  options: {
    r1cs: { type: 'string' },
    ptau: { type: 'string' },
    zkey: { type: 'string' },
    transcript: { type: 'string' },
    lock: { type: 'string' },
  },
});
const { r1cs, ptau, zkey, transcript: transcriptFile } = values;
if (r1cs === undefined || ptau === undefined || zkey === undefined || transcriptFile === undefined) {
  throw new Error('The options --r1cs, --ptau, --zkey and --transcript are required');
}

const transcript = CeremonyTranscript.parse(JSON.parse(await readFile(transcriptFile, 'utf8')));
const { sha256 } = (await readLock(values.lock))[transcript.statement];
const facts = await inspectKey({ r1cs, ptau, zkey });
const refusals = decideGate(facts, transcript, { r1csSha256: sha256.r1cs, developmentZkeySha256: sha256.zkey });

for (const refusal of refusals) process.stderr.write(`${refusal}: ${GATE_REFUSALS[refusal]}\n`);
if (refusals.length === 0)
  process.stdout.write(`${transcript.statement}: accepted. Pin the verification key ${facts.vkeySha256}\n`);
process.exitCode = refusals.length === 0 ? 0 : 1;
