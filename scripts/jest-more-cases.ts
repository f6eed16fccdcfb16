import fc from 'fast-check';

/** fast-check's default is 100. A property that sets `numRuns` itself keeps its own number. */
fc.configureGlobal({ numRuns: 1_000 });
