export type DatabaseServerErrorCode =
  | 'binaries-missing'
  | 'data-directory-in-use'
  | 'data-directory-foreign'
  | 'initialisation-failed'
  | 'port-taken'
  | 'start-failed'
  | 'unprivileged-user-missing';

/** Why the embedded server is not running, and what mends it. `message` holds both. */
export class DatabaseServerError extends Error {
  override readonly name = 'DatabaseServerError';
  readonly code: DatabaseServerErrorCode;
  readonly cure: string;

  constructor(code: DatabaseServerErrorCode, what: string, cure: string) {
    super(`${what} ${cure}`);
    this.code = code;
    this.cure = cure;
  }
}
