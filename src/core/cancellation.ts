/**
 * How long work is stopped from outside. Every host's `AbortSignal` is one; pure code takes it as
 * an argument.
 */
export interface Cancellation {
  readonly aborted: boolean;
  /** Throws the host's reason when it was stopped. */
  throwIfAborted(): void;
}

/** Never stops. */
export const NEVER_CANCELLED: Cancellation = { aborted: false, throwIfAborted: () => {} };
