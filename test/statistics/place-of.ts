import { isHomegroundError } from "../../src/core/errors.js";

/** The argument that a call refuses with `argument/out-of-range`, as its error names it; null if none. */
export function placeOf(call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "argument/out-of-range") throw error;
    return error.where;
  }
}
