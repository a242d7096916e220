import type { ResultEstimate } from "../results/result.js";
import { capitalised } from "./text.js";
import { intervalWords } from "./words/methods.js";

/** How the intervals of some estimates were made: each method once, in the order of the estimates. */
export function intervalsOf(
  estimates: readonly ResultEstimate[],
): { readonly label: string; readonly sentence: string }[] {
  const methods = new Set(estimates.flatMap(({ low, method }) => (low === null ? [] : [method])));
  return [...methods].map((method) => {
    const { label, sentence } = intervalWords(method);
    return { label: capitalised(label), sentence };
  });
}
