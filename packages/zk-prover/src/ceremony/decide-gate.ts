// SPDX-License-Identifier: GPL-3.0-only
import type { KeyRecord } from './contributions.ts';
import type { CeremonyTranscript } from './transcript.ts';

export const MIN_CONTRIBUTIONS = 3;

/** What was found out about the files on the table. */
export type KeyFacts = {
  readonly r1csSha256: string;
  readonly powersOfTauSha256: string;
  readonly zkeySha256: string;
  readonly vkeySha256: string;
  readonly record: KeyRecord;
  /** `snarkjs zkey verify`: the key follows from this circuit, these powers of tau and the recorded contributions. */
  readonly verified: boolean;
};

/** What the repository pins: the circuit, and the development key that must never pass for another. */
export type GatePins = { readonly r1csSha256: string; readonly developmentZkeySha256: string };

export const GATE_REFUSALS = {
  'development-key': 'The key was made from a seed that everybody knows. Run the ceremony of docs/zk.md.',
  'r1cs-not-pinned': 'The circuit is not the one that artifacts.json pins. Build it from the tagged sources.',
  'powers-of-tau-not-pinned': 'The powers of tau are not those of the transcript. Download them from its source again.',
  'too-few-contributions': `The key has fewer than ${MIN_CONTRIBUTIONS} contributions besides the beacon. Collect more, then apply the beacon anew.`,
  'contributors-not-distinct':
    'Two contributions bear one name. Independent contributors are the point of the ceremony.',
  'contributions-not-transcribed': 'The contributions in the key are not those of the transcript, in its order.',
  'beacon-missing': 'The last contribution is not the beacon of the transcript, or there is another beacon before it.',
  'key-not-verified': 'snarkjs zkey verify refuses the key for this circuit and these powers of tau.',
  'zkey-not-pinned': 'The key is not the one that the transcript names.',
  'vkey-not-pinned': 'The verification key is not the one that the transcript names and deployed stages pin.',
} as const;
export type GateRefusal = keyof typeof GATE_REFUSALS;

const isSeedMade = ({ circuitHash, contributions }: KeyRecord) =>
  /^0+$/.test(circuitHash) || contributions.length === 0;

/** Every reason against a key; none means that deployed stages may use it. */
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
