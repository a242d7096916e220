import { isHomegroundError } from "../../src/core/errors.ts";

/**
 * What Jazzer calls: every input ends in a value or in a `HomegroundError` that blames the input.
 *
 * @param {(bytes: Uint8Array) => unknown} run may return a promise
 */
export function fuzzWith(run) {
  return (given) => {
    // Memory of its own: what Jazzer passes is reused.
    const bytes = new Uint8Array(given);
    try {
      const result = run(bytes);
      return result instanceof Promise ? result.then(() => {}, expected) : undefined;
    } catch (error) {
      return expected(error);
    }
  };
}

function expected(error) {
  if (isHomegroundError(error) && error.code !== "internal/bug") return;
  throw error;
}
