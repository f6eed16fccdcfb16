/** What an instance is started with. */
export interface InstanceSettings {
  /** file: URL of the bundle. */
  readonly entry: string;
  readonly functionName: string;
  readonly memoryMb: number;
}

export interface InstanceRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Milliseconds since the epoch at which the function is killed. */
  readonly deadline: number;
}

export type InstanceReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly result: string }
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string; readonly stack: string };
