import { exactSvm, type ExactSvmDependencies } from './exact-svm/exact-svm.ts';
import type { PaymentScheme } from './scheme.ts';

/** The payment schemes that the facilitator settles. `/supported` and the reconciler follow from this list. */
export const schemesOf = (d: ExactSvmDependencies): readonly PaymentScheme[] => [exactSvm(d)];
