import type { Statement } from './statements.ts';

/** SHA-256 of a circuit's build artefacts. A prover compares its own artefacts with them. */
export type CircuitHashes = {
  readonly constraints: number;
  readonly r1csSha256: string;
  readonly wasmSha256: string;
  readonly provingKeySha256: string;
};

/** The circuits of this release. The values equal those in `packages/zk-prover/artifacts.json`, which a test checks. */
export const CIRCUITS: Readonly<Record<Statement, CircuitHashes>> = {
  'history-totals': {
    constraints: 6_515,
    r1csSha256: 'fb5afeaf13245d872838f00f18d225b2ce55fe4dbfcd675f97716196d4d488b3',
    wasmSha256: '1bfa403a5b9a92099c03376a64fe7c5fd1cb8e7aa4c96feac0440e68aa6b9150',
    provingKeySha256: '5176d296328cf9a056dcff1007138246e96257110b2b76528469d012e7f4444c',
  },
  'chosen-receipts': {
    constraints: 49_030,
    r1csSha256: '5930cba0f98446946b137c22a6f09a5c16b0b2d0516c2ad9dc56807ebec815c1',
    wasmSha256: 'e107c87c0a9c733e5a2924b8a54d03f4c3a5655a7304b06e1ea48d64cc3f489a',
    provingKeySha256: 'f7888eb304422ad95aa6e6d7f45361f663674e16d298d27f6daf960a2b2eee70',
  },
};
