/** Settings of an instance. */
export interface InstanceSettings {
  /** The bundle as a file: URL. */
  readonly entry: string;
  readonly functionName: string;
  readonly memoryMb: number;
}

export interface InstanceRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Time at which the function is killed, in milliseconds since 1970. */
  readonly deadline: number;
}

export type InstanceReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly result: string }
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string; readonly stack: string };
