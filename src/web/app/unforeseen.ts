import { asHomegroundError, type HomegroundError } from "../../core/errors.js";

/** Whatever was caught on the page, as its error note shows it. */
export function unforeseen(cause: unknown, where = "page"): HomegroundError {
  return asHomegroundError(cause, where, "Load the page again; if it goes on, report it");
}
