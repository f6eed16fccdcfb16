/** Where the registry at `publicUrl` says what a work-history credential is: the credential's `vct`. */
export const workHistoryType = (publicUrl: string): string => `${publicUrl}/credentials/types/work-history`;

export const statusListUri = (publicUrl: string, list: number): string => `${publicUrl}/credentials/status/${list}`;

/** Credentials of one status list: enough of them that asking for the list tells nobody which one is meant. */
export const LIST_SIZE = 16_384;

/** A credential ends by itself, so that an old history is not shown as a fresh one for long. */
export const LIFETIME_DAYS = 30;
