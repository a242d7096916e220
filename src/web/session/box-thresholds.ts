import { operatingCurve } from "../../metrics/detection/operating-curve.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { saysHowSure } from "../../outcomes/detection/says-how-sure.js";
import { scoreText } from "../../reports/curve-cells.js";
import { type Finds, findsAt } from "../../reports/finds-text.js";
import { percent } from "../../reports/numbers.js";
import { FINDS, FINDS_PREDICTIONS } from "../../reports/words/detections.js";
import { type BoxOutcomes, boxCounts } from "../../tasks/detection/box-outcomes.js";
import { fewestErrors, percentThresholds } from "../../tasks/detection/percent-thresholds.js";

/** What a detector does from one score on. */
export interface ThresholdRow {
  readonly threshold: number;
  /** `35%`. */
  readonly text: string;
  readonly finds: Finds;
  /** Boxes of each outcome, in the order of `BOX_OUTCOMES`. */
  readonly counts: readonly number[];
}

/** Every threshold that can be looked at, rising. */
export interface ThresholdsTold {
  readonly rows: readonly ThresholdRow[];
  /** Row that is looked at first: the one of the result, else the one with the fewest errors. */
  readonly start: number;
  /** Whether the result has that threshold. */
  readonly isFixed: boolean;
}

/** Figures by the code of the result's own; null where scores are no shares. */
export function thresholdsOf(
  outcomes: EvaluatedDetections,
  boxes: BoxOutcomes,
  level: number,
): ThresholdsTold | null {
  const percents = percentThresholds(outcomes);
  if (percents === null || !saysHowSure(outcomes.input.detections)) return null;
  const fixed = outcomes.threshold;
  const wanted = new Set(percents);
  if (fixed !== null) wanted.add(fixed);
  const thresholds = Float64Array.from(wanted);
  const curve = operatingCurve(outcomes, { index: null, level, thresholds });
  const rows = Array.from(
    curve.threshold,
    (threshold, i): ThresholdRow => ({
      threshold,
      text: percents.includes(threshold) ? percent(threshold, 0) : scoreText(threshold),
      finds: findsAt(curve, i, outcomes.rules.geometry === "boxes" ? FINDS : FINDS_PREDICTIONS),
      counts: boxCounts(boxes, threshold),
    }),
  ).reverse();
  const first = fixed ?? fewestErrors(outcomes, level)?.threshold[0] ?? null;
  const start = rows.findIndex(({ threshold }) => threshold === first);
  return { rows, start: Math.max(0, start), isFixed: fixed !== null };
}
