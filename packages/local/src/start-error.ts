/** Why the local system cannot start, and what the person in front of it does about it. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly cure: string;

  constructor(message: string, cure: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.cure = cure;
  }
}
