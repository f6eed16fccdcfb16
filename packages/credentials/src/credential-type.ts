/** URL of the type metadata of work-history credentials, which is the credential's `vct`. */
export const workHistoryType = (publicUrl: string): string => `${publicUrl}/credentials/types/work-history`;

export const statusListUri = (publicUrl: string, list: number): string => `${publicUrl}/credentials/status/${list}`;

/**
 * Credentials in one status list. The list is large, so that a request for it does not reveal which credential a
 * verifier checks.
 */
export const LIST_SIZE = 16_384;

/** Days until a credential expires. A short lifetime keeps an outdated history from being shown for long. */
export const LIFETIME_DAYS = 30;
