export type DatabaseServerErrorCode =
  | 'binaries-missing'
  | 'data-directory-in-use'
  | 'data-directory-foreign'
  | 'initialisation-failed'
  | 'port-taken'
  | 'start-failed'
  | 'unprivileged-user-missing';

/** The embedded server does not run. `message` contains the reason and says how to fix it. */
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
