import { exactSvmUnderTest } from '../schemes/exact-svm/testing/exact-svm-under-test.ts';
import { ledgerUnderTest } from './ledger-scheme/ledger-under-test.ts';
import type { SchemeUnderTest } from './scheme-under-test.ts';

/** The payment schemes over which the adversary suite runs. */
export const SCHEMES_UNDER_TEST: readonly SchemeUnderTest[] = [exactSvmUnderTest, ledgerUnderTest];
