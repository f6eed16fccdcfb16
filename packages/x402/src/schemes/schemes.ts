import { exactSvm, exactSvmOutcomes, type ExactSvmDependencies } from './exact-svm/exact-svm.ts';
import type { PaymentScheme, SchemeOutcomes } from './scheme.ts';

/** The payment schemes that the facilitator settles. `/supported`, `/verify` and `/settle` use this list. */
export const schemesOf = (d: ExactSvmDependencies): readonly PaymentScheme[] => [exactSvm(d)];

/** The parts of the same schemes that need no signing key. The reconciler uses this list. */
export const outcomesOf = (d: Pick<ExactSvmDependencies, 'solana'>): readonly SchemeOutcomes[] => [
  exactSvmOutcomes(d.solana),
];
