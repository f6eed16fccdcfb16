import { contractOf } from '../../../packages/contract/src/contract.ts';
import { withheldNames } from '../../../packages/contract/src/derive/withheld-fields.ts';
import { headerFor, type SliceGenerator } from './slice-generator.ts';

/**
 * The names of fields that are not public. They are generated, so that a function's log needs no schema to leave them
 * out.
 */
export const withheldFields: SliceGenerator = (slices) => {
  const content = `${headerFor('the audiences of fields (`forSubjects`, `forOperators`) in the slices')}
/** Names of fields that are not public. Log lines do not show their values. */
export const WITHHELD_FIELDS: readonly string[] = [${withheldNames(contractOf(slices))
    .map((name) => `'${name}'`)
    .join(', ')}];
`;
  return [{ path: 'packages/contract/src/withheld-fields.generated.ts', content }];
};
