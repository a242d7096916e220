import { type ErrorCode, HomegroundError } from "../core/errors.js";
import type { Sentence } from "../core/sentence.js";
import { analyse } from "../evaluation/options/analyse.js";
import { placeOf } from "../evaluation/options/option.js";

/** That an analysis which is asked for by name cannot be made, and what to do. */
export function askedInVain(
  code: ErrorCode & `analysis/${string}`,
  what: Sentence,
  fix: Sentence,
): HomegroundError {
  return new HomegroundError(code, { what, where: placeOf(analyse), fix });
}
