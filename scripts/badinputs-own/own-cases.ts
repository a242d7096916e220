import { NESTING_CASES } from "./nesting.js";
import type { OwnCase } from "./own-case.js";

/** The bad inputs of this repository, an area a file. A new file is a line here. */
export const OWN_CASES: readonly OwnCase[] = [...NESTING_CASES];
