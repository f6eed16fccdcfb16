// Written by `npm run generate` from the audiences of fields (`forSubjects`, `forOperators`) in the slices: do not edit.

/** Names of fields that are not public. Log lines do not show their values. */
export const WITHHELD_FIELDS: readonly string[] = ['client', 'payer', 'resourceUrl', 'salt'];
