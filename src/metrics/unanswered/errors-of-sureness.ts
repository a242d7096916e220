import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { beyondAll } from "./beyond-all.js";

/** Which units without an answer count as wrong, and how sure each answer is. */
export interface ErrorsOfSureness {
  readonly isWrong: Uint8Array;
  /** @param known sureness of the answers that are there */
  sureness(known: Float64Array): Float64Array;
}

/**
 * The least and the greatest AUROC of failure detection. A unit does most where it loses (or wins)
 * against all of the other kind: wrong and the surest or right and the least sure (or the reverse).
 * Either way what is gained are R·W pairs all lost (or all won), so that the kinds are dealt as makes
 * the product of right and wrong ones the greatest.
 */
export function errorsOfSureness(
  { truth, predicted }: Pick<ClassificationOutcomes, "truth" | "predicted">,
  more: number,
  side: "worst" | "best",
): ErrorsOfSureness {
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) right++;
  const wrong = truth.length - right;
  const asWrong = Math.min(more, Math.max(0, Math.round((right + more - wrong) / 2)));
  const isWrong = Uint8Array.from({ length: more }, (_, i) => Number(i < asWrong));
  const isAbove = side === "worst" ? isWrong : isWrong.map((own) => 1 - own);
  return { isWrong, sureness: (known) => beyondAll(known, isAbove) };
}
