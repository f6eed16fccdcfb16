import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { KERNEL_WASM_BASE64 } from '../src/verifier/kernel-wasm.ts';
import { ARTEFACTS, COMPILER, COMPILER_VERSION, compile, compilerVersion, hashOf } from './build.ts';
import { constantsHeader } from './derive-constants.ts';

const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, name));
const found = compilerVersion();
const rebuildable = found === COMPILER_VERSION;

describe('the committed kernel', () => {
  it.each(ARTEFACTS)('%s.wasm has the committed SHA-256', (artefact) =>
    expect(file(`${artefact}.wasm.sha256`).toString()).toBe(`${hashOf(file(`${artefact}.wasm`))}  ${artefact}.wasm\n`),
  );

  it('equals the kernel in kernel-wasm.ts', () =>
    expect(hashOf(Buffer.from(KERNEL_WASM_BASE64, 'base64'))).toBe(hashOf(file('groth16-kernel.wasm'))));

  it('has the constants derived from the prime', () =>
    expect(file('src/constants.h').toString()).toBe(constantsHeader()));

  if (rebuildable) {
    it.each(ARTEFACTS)(`%s.wasm equals the build of the sources by ${COMPILER} ${COMPILER_VERSION}`, (artefact) =>
      expect(hashOf(compile(artefact))).toBe(hashOf(file(`${artefact}.wasm`))),
    );
  } else {
    it(`NOT REBUILT: needs ${COMPILER} ${COMPILER_VERSION} with its wasm-ld, found ${found ?? 'no such compiler'}`, () =>
      expect(found).not.toBe(COMPILER_VERSION));
  }
});
