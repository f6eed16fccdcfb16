/**
 * Imported by what starts a synthesis. Every token would otherwise remember where it was made, which under Jest takes
 * longer than all the rest. Set the variable to 0 to find the maker of a token that could not be resolved.
 */
process.env['CDKTN_DISABLE_CREATION_STACK'] ??= '1';
