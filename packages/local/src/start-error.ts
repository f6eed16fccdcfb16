/** The local system cannot start. `cure` tells the user what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly cure: string;

  constructor(message: string, cure: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.cure = cure;
  }
}
