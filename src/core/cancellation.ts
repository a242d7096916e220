/**
 * How long work is stopped from outside. Every host's `AbortSignal` is one; pure code takes it as
 * an argument.
 */
export interface Cancellation {
  readonly aborted: boolean;
  /** Throws the host's reason when it was stopped. */
  throwIfAborted(): void;
  /** Calls the listener once, when it is stopped. */
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Stopped as soon as one of two is. */
export function eitherCancelled(one: Cancellation, other: Cancellation): Cancellation {
  return {
    get aborted() {
      return one.aborted || other.aborted;
    },
    throwIfAborted() {
      one.throwIfAborted();
      other.throwIfAborted();
    },
    addEventListener(...heard) {
      one.addEventListener(...heard);
      other.addEventListener(...heard);
    },
    removeEventListener(...heard) {
      one.removeEventListener(...heard);
      other.removeEventListener(...heard);
    },
  };
}

/** Never stops. */
export const NEVER_CANCELLED: Cancellation = {
  aborted: false,
  throwIfAborted: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
};
