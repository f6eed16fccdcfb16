import { exactSvm, exactSvmOutcomes, type ExactSvmDependencies } from './exact-svm/exact-svm.ts';
import type { PaymentScheme, SchemeOutcomes } from './scheme.ts';

/** The payment schemes that the facilitator settles. `/supported` and both routes follow from this list. */
export const schemesOf = (d: ExactSvmDependencies): readonly PaymentScheme[] => [exactSvm(d)];

/** The same schemes as far as they need no signing key. The reconciler follows from this list. */
export const outcomesOf = (d: Pick<ExactSvmDependencies, 'solana'>): readonly SchemeOutcomes[] => [
  exactSvmOutcomes(d.solana),
];
