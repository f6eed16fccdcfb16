import { SLICES } from './packages/contract/src/slices.ts';

const slices = SLICES.map(({ id }) => id).join('|');

/** Files that no product code may depend on, and that may depend on test support. */
const tests = '\\.test(-d)?\\.ts$|/testing/|/test/|/bench/|/measure-[^/]+$|^scripts/jest-';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'slices-meet-in-events-and-tables',
      comment:
        'Slices exchange data through events and tables. Code that two slices need belongs into a package below them.',
      severity: 'error',
      from: { path: `^packages/(${slices})/src`, pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: `^packages/(${slices})/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'vocabulary-stands-on-nothing',
      severity: 'error',
      from: { path: '^packages/vocabulary/src' },
      to: { path: '^packages/(?!vocabulary/)' },
    },
    {
      name: 'contract-is-data',
      comment: 'Synth and browser load the contract: no database, no AWS, no prover.',
      severity: 'error',
      from: { path: '^packages/contract/src' },
      to: { path: '^packages/(?!contract/|vocabulary/)' },
    },
    {
      name: 'credentials-are-a-format',
      comment: 'Wallets and verifiers load it: it knows values and schemas, and neither settings nor a database.',
      severity: 'error',
      from: { path: '^packages/credentials/src' },
      to: { path: '^packages/(?!credentials/|contract/|vocabulary/)' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '/src/domain/|/src/schemes/[^/]+/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '/src/(routes|consumers|store)/|^packages/(database|ledger|runtime)/src/(?!domain/|mint\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'gpl-ends-at-the-prover',
      comment:
        'What links circuits or snarkjs is GPL: the prover and the command that proves, and nothing that is deployed.',
      severity: 'error',
      from: {
        path: '^(packages/[^/]+/src|stacks|scripts)/',
        pathNot: '^packages/(zk-prover|cli)/|\\.test\\.ts$|/testing/',
      },
      to: { path: '^(packages|@pos)/(zk-prover|cli)/|node_modules/(snarkjs|circomlib|circom2|ffjavascript)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-product-code-imports-tests',
      comment: 'Test support opens doors that product code must not find: rows without checks, keys that are known.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: '\\.test(-d)?\\.ts$|/testing/', pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|/cdktf\\.out/|/\\.gen/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
