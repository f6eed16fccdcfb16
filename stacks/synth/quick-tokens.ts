/**
 * Programs that synthesize import this module first. By default every CDKTF token records a stack trace of its
 * creation, which under Jest takes longer than the rest of the synthesis. Set the variable to 0 to find where an
 * unresolved token was created.
 */
process.env['CDKTN_DISABLE_CREATION_STACK'] ??= '1';
