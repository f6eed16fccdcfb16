import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { trapdoorKey } from '../../test/trapdoor-key.ts';
import { parseVerifyingKey } from '../domain/verifying-key.ts';
import type { createVerifier as CreateVerifier } from './create-verifier.ts';

const trapdoor = trapdoorKey(1, 4n);
const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);

/** The members of WebAssembly that these tests replace. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object) => { exports: object };
    CompileError: new (message: string) => Error;
  };
};
const real = { ...WebAssembly, Module: WebAssembly.Module, Instance: WebAssembly.Instance };

afterEach(() => {
  WebAssembly.Module = real.Module;
  WebAssembly.Instance = real.Instance;
  jest.resetModules();
});

/** Imports the module again, because it caches the compiled kernel. */
const load = async (): Promise<typeof CreateVerifier> => (await import('./create-verifier.ts')).createVerifier;

async function create(options: { path?: 'kernel' | 'mcl' } = {}) {
  const key = parseVerifyingKey(trapdoor.key);
  if (!key.ok) throw new Error(key.error.path);
  const made = await (await load())(key.value, { fillRandom, ...options });
  if (!made.ok) throw new Error(made.error.path);
  return made.value;
}

const engineWithoutRelaxedSimd = () => {
  WebAssembly.Module = class {
    constructor() {
      throw new WebAssembly.CompileError('invalid opcode 0xfd107');
    }
  };
};

const machineWithoutFusedMultiplyAdd = () => {
  WebAssembly.Instance = class {
    readonly exports: object;
    constructor(module: object) {
      this.exports = { ...new real.Instance(module).exports, fused_multiply_add: () => 0 };
    }
  };
};

describe('createVerifier', () => {
  it('uses the kernel where it runs', async () => expect((await create()).path).toBe('kernel'));

  it('uses mcl on request', async () => expect((await create({ path: 'mcl' })).path).toBe('mcl'));

  it.each([
    ['the engine has no relaxed SIMD', engineWithoutRelaxedSimd],
    ["the machine's multiply-add is not fused", machineWithoutFusedMultiplyAdd],
  ])('falls back to mcl where %s', async (_, arrange) => {
    arrange();
    const verifier = await create();
    expect(verifier.path).toBe('mcl');
    const proof = verifier.parse(trapdoor.prove());
    expect(proof.ok && verifier.verify(proof.value).ok).toBe(true);
  });

  it('throws an error that names the missing feature where the kernel is requested and cannot run', async () => {
    machineWithoutFusedMultiplyAdd();
    await expect(create({ path: 'kernel' })).rejects.toThrow('fused multiply-add');
  });

  it('does not fall back to mcl when the kernel fails for another reason', async () => {
    WebAssembly.Module = class {
      constructor() {
        throw new RangeError('out of memory');
      }
    };
    await expect(create()).rejects.toThrow('out of memory');
  });

  it.each(['kernel', 'mcl'] as const)(
    'refuses a random source of zeros on the %s path, because any batch would pass with it',
    async (path) => {
      const key = parseVerifyingKey(trapdoor.key);
      if (!key.ok) throw new Error(key.error.path);
      const made = await (await load())(key.value, { path, fillRandom: (bytes) => bytes });
      if (!made.ok) throw new Error(made.error.path);
      const verifier = made.value;
      const proofs = Array.from({ length: 4 }, () => verifier.parse(trapdoor.prove())).flatMap((proof) =>
        proof.ok ? [proof.value] : [],
      );
      expect(() => verifier.verifyBatch(proofs)).toThrow('random source');
    },
  );
});
