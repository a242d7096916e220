import { HomegroundError } from "../../core/errors.js";
import { analyse, namesOf } from "./analyse.js";
import type { GivenOptions } from "./option.js";

/** The analysis that the options of uses belong to. */
export const OWNER = "application";

/**
 * Of what somebody gave for the uses of a model: it would do nothing where nobody asks for them.
 *
 * @param name of the option
 * @throws HomegroundError `usage/bad-option`
 */
export function checkUsed(name: string, given: GivenOptions): void {
  if (namesOf(given.of(analyse)).includes(OWNER)) return;
  throw new HomegroundError("usage/bad-option", {
    what: "it says how the model is used, and nothing asks what that leads to",
    where: `--${name}`,
    fix: `Add --analyse ${OWNER}, or leave it out`,
  });
}
