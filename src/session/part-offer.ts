import type { SelectionPart } from "../reports/selection-part.js";
import { isTooSmall } from "../statistics/simultaneous.js";

/**
 * Why a selection is not offered as a part of the data: `outcome` where it was made by whether answers
 * are right, so that its figure would only repeat that; `left-out` where it has images without an
 * answer; `few` where there are too few for a range. Null where it is offered.
 *
 * @param chosen images of the selection
 */
export function whyNoPart(
  parts: readonly SelectionPart[],
  chosen: number,
): "outcome" | "left-out" | "few" | null {
  if (parts.some(({ kind }) => kind === "cell" || kind === "error")) return "outcome";
  if (parts.some(({ kind }) => kind === "listed")) return "left-out";
  return isTooSmall(chosen, null) ? "few" : null;
}
