/** Jest's transformer during a mutation run. It replaces the source of the mutated file by the mutant's code. */
const { createHash } = require('node:crypto');
const { createTransformer } = require('@swc/jest');

const MUTANT = Symbol.for('registry.mutant');

module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const mutated = (source, path) => {
      const mutant = globalThis[MUTANT];
      return mutant?.path === path ? (mutant.code ?? source) : source;
    };
    return {
      ...swc,
      canInstrument: false,
      process: (source, path, more) => swc.process(mutated(source, path), path, more),
      // The configuration, which differs for each mutant, is not part of the key, so other files come from the cache.
      getCacheKey: (source, path) =>
        createHash('sha256')
          .update(JSON.stringify([mutated(source, path), path, options, 'mutants']))
          .digest('hex'),
    };
  },
};
