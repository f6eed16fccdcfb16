// SPDX-License-Identifier: GPL-3.0-only
import type { KeyRecord } from './contributions.ts';
import type { CeremonyTranscript } from './transcript.ts';

const MIN_CONTRIBUTIONS = 3;

/** Measured facts about the files of a ceremony. */
export type KeyFacts = {
  readonly r1csSha256: string;
  readonly powersOfTauSha256: string;
  readonly zkeySha256: string;
  readonly vkeySha256: string;
  readonly record: KeyRecord;
  /** Result of `snarkjs zkey verify`: the key derives from this circuit, these powers of tau and the contributions. */
  readonly verified: boolean;
};

/** Hashes that the repository pins: the circuit's, and the development key's, which the gate must refuse. */
export type GatePins = { readonly r1csSha256: string; readonly developmentZkeySha256: string };

export const GATE_REFUSALS = {
  'development-key': 'The key was made from a public seed. Run the ceremony described in docs/zk.md.',
  'r1cs-not-pinned': 'The circuit differs from the one pinned in artifacts.json. Build it from the tagged sources.',
  'powers-of-tau-not-pinned':
    'The powers of tau differ from those in the transcript. Download them again from the source that it names.',
  'too-few-contributions': `The key has fewer than ${MIN_CONTRIBUTIONS} contributions besides the beacon. Collect more, then apply the beacon again.`,
  'contributors-not-distinct': 'Two contributions have the same name. The contributors must be independent people.',
  'contributions-not-transcribed':
    'The contributions in the key differ from those in the transcript, or their order does.',
  'beacon-missing': 'The last contribution is not the beacon of the transcript, or an earlier one is a beacon.',
  'key-not-verified': 'snarkjs zkey verify refuses the key for this circuit and these powers of tau.',
  'zkey-not-pinned': 'The SHA-256 of the key differs from the one in the transcript.',
  'vkey-not-pinned': 'The SHA-256 of the verification key differs from the one in the transcript.',
} as const;
export type GateRefusal = keyof typeof GATE_REFUSALS;

const isSeedMade = ({ circuitHash, contributions }: KeyRecord) =>
  /^0+$/.test(circuitHash) || contributions.length === 0;

/** All reasons for refusing a key. If there are none, deployed stages may use the key. */
export function decideGate(facts: KeyFacts, transcript: CeremonyTranscript, pins: GatePins): GateRefusal[] {
  const { record } = facts;
  const last = record.contributions.at(-1);
  const people = record.contributions.slice(0, last?.beacon === undefined ? undefined : -1);
  const names = new Set(people.map(({ name }) => name));
  const told = transcript.contributions.map(({ name, hash }) => `${name} ${hash}`);
  const found = people.map(({ name, hash }) => `${name} ${hash}`);
  const { value, iterationsExp } = transcript.beacon;
  const checks: readonly (readonly [GateRefusal, boolean])[] = [
    ['development-key', !isSeedMade(record) && facts.zkeySha256 !== pins.developmentZkeySha256],
    ['r1cs-not-pinned', facts.r1csSha256 === pins.r1csSha256 && facts.r1csSha256 === transcript.r1csSha256],
    ['powers-of-tau-not-pinned', facts.powersOfTauSha256 === transcript.powersOfTau.sha256],
    ['too-few-contributions', people.length >= MIN_CONTRIBUTIONS],
    ['contributors-not-distinct', names.size === people.length],
    ['contributions-not-transcribed', told.length === found.length && told.every((line, at) => line === found[at])],
    [
      'beacon-missing',
      last?.beacon?.value === value &&
        last.beacon.iterationsExp === iterationsExp &&
        people.every(({ beacon }) => beacon === undefined),
    ],
    ['key-not-verified', facts.verified],
    ['zkey-not-pinned', facts.zkeySha256 === transcript.zkeySha256],
    ['vkey-not-pinned', facts.vkeySha256 === transcript.vkeySha256],
  ];
  return checks.flatMap(([refusal, passed]) => (passed ? [] : [refusal]));
}
