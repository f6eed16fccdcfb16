// SPDX-License-Identifier: GPL-3.0-only
import { createHash } from 'node:crypto';
import { SECTION } from '../build/zkey-file.ts';

/** One phase-2 contribution as recorded in the key. */
export type Contribution = {
  readonly name: string;
  /** BLAKE2b-512 of the contribution's public key, in hex. snarkjs prints it to the contributor, who publishes it. */
  readonly hash: string;
  readonly beacon?: { readonly value: string; readonly iterationsExp: number };
};

export type KeyRecord = {
  /** snarkjs's hash of the circuit's initial key, in hex. All zeros in a key made from a seed. */
  readonly circuitHash: string;
  readonly contributions: readonly Contribution[];
};

const BASE_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** 2^-256 mod q, by which a coordinate is converted from Montgomery form. */
const R_INVERSE = 20988524275117001072002809824448087578619730785600314334253784976379291040311n;
const G1_BYTES = 64;
const G2_BYTES = 128;
const COORDINATE_BYTES = 32;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A point in the encoding that snarkjs hashes: plain coordinates, big-endian, the u part of an Fp2 element first. */
function uncompressed(point: Uint8Array, coordinatesPerAxis: 1 | 2): Uint8Array {
  const numbers = Array.from({ length: point.length / COORDINATE_BYTES }, (_, at) => {
    const littleEndian = point.slice(at * COORDINATE_BYTES, (at + 1) * COORDINATE_BYTES);
    const value = (BigInt(`0x${hex(littleEndian.toReversed())}`) * R_INVERSE) % BASE_ORDER;
    return value.toString(16).padStart(2 * COORDINATE_BYTES, '0');
  });
  const axes = [numbers.slice(0, coordinatesPerAxis), numbers.slice(coordinatesPerAxis)];
  return Buffer.from(axes.flatMap((axis) => axis.toReversed()).join(''), 'hex');
}

/** A sequential reader that throws when the input ends too early. */
function reader(bytes: Uint8Array) {
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new Error('The proving key ends within its contributions section');
    at += length;
    return bytes.slice(at - length, at);
  };
  return {
    take,
    byte: () => take(1)[0] ?? 0,
    uint32: () => new DataView(take(4).buffer).getUint32(0, true),
    position: () => at,
  };
}

function readParameters(source: ReturnType<typeof reader>): Omit<Contribution, 'hash'> {
  const end = source.uint32() + source.position();
  let name = '';
  let iterationsExp = 0;
  let value: string | undefined;
  while (source.position() < end) {
    const kind = source.byte();
    if (kind === 1) name = new TextDecoder().decode(source.take(source.byte()));
    else if (kind === 2) iterationsExp = source.byte();
    else if (kind === 3) value = hex(source.take(source.byte()));
    else throw new Error(`A contribution in the proving key has the unknown parameter ${kind}`);
  }
  return value === undefined ? { name } : { name, beacon: { value, iterationsExp } };
}

function readContribution(source: ReturnType<typeof reader>): Contribution {
  const publicKey = [source.take(G1_BYTES), source.take(G1_BYTES), source.take(G1_BYTES)].map((point) =>
    uncompressed(point, 1),
  );
  const inG2 = uncompressed(source.take(G2_BYTES), 2);
  const transcript = source.take(64);
  const hash = [...publicKey, inG2, transcript]
    .reduce((digest, part) => digest.update(part), createHash('blake2b512'))
    .digest('hex');
  const isBeacon = source.uint32() === 1;
  const parameters = readParameters(source);
  if (isBeacon !== (parameters.beacon !== undefined))
    throw new Error('A contribution in the proving key is a beacon without a value, or has a value and is no beacon');
  return { ...parameters, hash };
}

/** Reads the phase-2 record of a snarkjs Groth16 proving key. */
export function readKeyRecord(zkey: Uint8Array): KeyRecord {
  const view = new DataView(zkey.buffer, zkey.byteOffset, zkey.byteLength);
  let at = 12;
  for (let left = view.getUint32(8, true); left > 0; left -= 1) {
    const length = Number(view.getBigUint64(at + 4, true));
    if (view.getUint32(at, true) === SECTION.contributions) {
      const source = reader(Uint8Array.from(zkey.subarray(at + 12, at + 12 + length)));
      const circuitHash = hex(source.take(64));
      return { circuitHash, contributions: Array.from({ length: source.uint32() }, () => readContribution(source)) };
    }
    at += 12 + length;
  }
  throw new Error('The file has no contributions section: it is not a snarkjs Groth16 proving key');
}
