import { callCounts, NO_CALL, shareOf } from "../binary.js";
import type { Found } from "../measured.js";
import { rangeOf } from "../mover.js";
import { allLeft, ofQuestion } from "../use.js";
import { leftOutOf, ofModel } from "./predictive-values.js";

const THOUSAND = 1000;

/** Of a thousand, how many that have it slip through, and how many that do not are thrown out. */
export const escapes = ofQuestion("line", {
  id: "escapes",
  figures: ["escapes-per-thousand", "false-rejects-per-thousand"],
  find(binary, { level, interval, prevalence }): readonly Found[] {
    const { called, truth } = binary;
    if (called === null) return allLeft(escapes.figures, NO_CALL);
    const counts = callCounts(binary, called);
    const figureOf = (figure: string, kind: 0 | 1): Found => {
      const isKind = (row: number): boolean => truth[row] === kind;
      const isWrong = (row: number): boolean => truth[row] === kind && called[row] !== kind;
      const share = prevalence === null ? null : kind === 1 ? prevalence : 1 - prevalence;
      const found = shareOf(
        binary,
        { of: share === null ? () => true : isKind, hit: isWrong },
        level,
      );
      if (found.value === null) return { figure, code: "application/one-kind" };
      const factor = THOUSAND * (share ?? 1);
      const range = interval === "none" ? null : rangeOf(found);
      const limits = {
        low: range === null ? null : factor * range.low,
        high: range === null ? null : factor * range.high,
      };
      return {
        figure: {
          ...ofModel(figure, binary, factor * found.value, limits, found.method),
          n: found.n,
          warnings: found.warnings,
        },
        leftOut: leftOutOf(binary.groups, (without) => {
          const { tp, fp, fn, tn } = counts(without);
          const wrong = kind === 1 ? fn : fp;
          const of = share === null ? tp + fp + fn + tn : kind === 1 ? tp + fn : fp + tn;
          return (factor * wrong) / of;
        }),
      };
    };
    return [figureOf(escapes.figures[0]!, 1), figureOf(escapes.figures[1]!, 0)];
  },
});
