/** Setup of every test file in a mutation run: a property that fails is not shrunk, because its failure is enough. */
require('fast-check').configureGlobal({ endOnFailure: true });
