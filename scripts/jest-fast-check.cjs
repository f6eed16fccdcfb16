/** fast-check as the tests import it, with the seed and the number of cases that Jest's configuration names. */
const fastCheck = require('../node_modules/fast-check');

fastCheck.configureGlobal({ seed: globalThis.PROPERTY_SEED, numRuns: globalThis.PROPERTY_CASES });
module.exports = fastCheck;
