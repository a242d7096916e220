import { SPECIFICITY } from "../../../metrics/predictions/specificity.js";
import {
  negativePredictiveValue,
  positivePredictiveValue,
} from "../../../statistics/diagnostic-test.js";
import type { IntervalResult } from "../../../statistics/interval.js";
import { type Binary, callCounts, NO_CALL, shareOf } from "../binary.js";
import { type Found, type Groups, type Measured, numberOrNull } from "../measured.js";
import { moverQuotient, rangeOf } from "../mover.js";
import type { ResultApplicationFigure } from "../result.js";
import { allLeft, ofQuestion } from "../use.js";

/** What a call means where so many have it: PPV and NPV at a prevalence, and likelihood ratios. */
export const predictiveValuesUse = ofQuestion("clinic", {
  id: "predictive-values",
  figures: [
    "sensitivity",
    SPECIFICITY.id,
    "likelihood-ratio-positive",
    "likelihood-ratio-negative",
    "ppv",
    "npv",
  ],
  find(binary, { level, interval, prevalence }): readonly Found[] {
    const { called, truth } = binary;
    if (called === null) return allLeft(predictiveValuesUse.figures, NO_CALL);
    const ill = (row: number): boolean => truth[row] === 1;
    const well = (row: number): boolean => truth[row] === 0;
    const calls = (row: number): boolean => called[row] === 1;
    const rests = (row: number): boolean => called[row] === 0;
    const share = (of: typeof ill, hit: typeof ill) => shareOf(binary, { of, hit }, level);
    const [se, sp] = [share(ill, calls), share(well, rests)];
    if (se.value === null || sp.value === null) {
      return allLeft(predictiveValuesUse.figures, "application/one-kind");
    }
    const counts = callCounts(binary, called);
    const rates = (without: number) => {
      const { tp, fp, fn, tn } = counts(without);
      return { se: tp / (tp + fn), sp: tn / (fp + tn) };
    };
    const hasRange = interval !== "none";
    const told = (
      figure: string,
      value: number | null,
      range: Pick<IntervalResult, "low" | "high">,
      method: string,
      from: readonly IntervalResult[],
      at: (se: number, sp: number) => number | null,
    ): Measured => ({
      figure: {
        ...ofModel(figure, binary, value, hasRange ? range : NO_RANGE, method),
        warnings: [...new Set(from.flatMap(({ warnings }) => warnings))],
        n: from.reduce((sum, one) => sum + one.n, 0),
      },
      leftOut: leftOutOf(binary.groups, (without) => {
        const one = rates(without);
        return at(one.se, one.sp) ?? Number.NaN;
      }),
    });
    const [hits, alarms] = [se, share(well, calls)].map(rangeOf);
    const [misses, passes] = [share(ill, rests), sp].map(rangeOf);
    const quotient = (a: typeof hits, b: typeof hits) =>
      a == null || b == null ? NO_QUOTIENT : moverQuotient(a, b);
    const positive = quotient(hits, alarms);
    const negative = quotient(misses, passes);
    const ratio = (a: number, b: number): number | null => numberOrNull(a / b);
    const both = [se, sp];
    const found: Found[] = [
      told("sensitivity", se.value, se, se.method, [se], (one) => one),
      told(SPECIFICITY.id, sp.value, sp, sp.method, [sp], (_, one) => one),
      told(
        "likelihood-ratio-positive",
        ratio(se.value, 1 - sp.value),
        positive,
        "mover-ratio",
        both,
        (a, b) => ratio(a, 1 - b),
      ),
      told(
        "likelihood-ratio-negative",
        ratio(1 - se.value, sp.value),
        negative,
        "mover-ratio",
        both,
        (a, b) => ratio(1 - a, b),
      ),
    ];
    if (prevalence === null)
      return [...found, ...allLeft(["ppv", "npv"], "application/no-prevalence")];
    const [p, q] = [prevalence, 1 - prevalence];
    // PPV rises with LR+, NPV falls with LR−.
    const ppvOf = (lr: number): number => (lr * p) / (lr * p + q);
    const npvOf = (lr: number): number => q / (q + lr * p);
    const known = hits != null && alarms != null;
    const ppv = positivePredictiveValue(se.value, sp.value, p);
    const npv = negativePredictiveValue(se.value, sp.value, p);
    const ppvRange = {
      low: !known || ppv === null ? null : positive.low === null ? 0 : ppvOf(positive.low),
      high: !known || ppv === null ? null : positive.high === null ? 1 : ppvOf(positive.high),
    };
    const npvRange = {
      low: !known || npv === null ? null : negative.high === null ? 0 : npvOf(negative.high),
      high: !known || npv === null ? null : negative.low === null ? 1 : npvOf(negative.low),
    };
    return [
      ...found,
      told("ppv", ppv, ppvRange, "mover-ratio", both, (a, b) => positivePredictiveValue(a, b, p)),
      told("npv", npv, npvRange, "mover-ratio", both, (a, b) => negativePredictiveValue(a, b, p)),
    ];
  },
});

const NO_RANGE = { low: null, high: null };
const NO_QUOTIENT = { value: null, ...NO_RANGE };

/** A figure of the model alone, with limits of its value. */
export function ofModel(
  figure: string,
  { label, groups, count }: Pick<Binary, "label" | "groups" | "count">,
  value: number | null,
  { low, high }: Pick<IntervalResult, "low" | "high">,
  method: string,
): ResultApplicationFigure {
  const hasRange = value !== null && (low !== null || high !== null);
  return {
    figure,
    label,
    truth: null,
    model: value,
    difference: null,
    low: hasRange ? low : null,
    high: hasRange ? high : null,
    method: hasRange ? method : null,
    n: count,
    clusters: groups.clusters,
    warnings: [],
  };
}

export function leftOutOf({ count }: Groups, at: (without: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, g) => at(g));
}
