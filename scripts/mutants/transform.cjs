/** Jest's transformer during a mutation run: one file gets the mutant's code, every other file its own. */
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
      // Without the configuration, which differs from mutant to mutant: all other files come out of the cache.
      getCacheKey: (source, path) =>
        createHash('sha256')
          .update(JSON.stringify([mutated(source, path), path, options, 'mutants']))
          .digest('hex'),
    };
  },
};
