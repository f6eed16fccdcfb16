/** bundle.ts resolves this module to the contender that it bundles. */
declare module 'contender' {
  export const contender: import('./contender.ts').Contender;
}
