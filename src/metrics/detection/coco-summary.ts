import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { DETECTION_RANKINGS } from "./detection-rankings.js";
import { detectionFigure } from "./detection-replicates.js";
import { figureOf, groupFigures, scopeOf } from "./figures.js";
import { createPrecisionPlan } from "./precision-plan.js";
import { createTableKernel } from "./precision-table.js";

/** COCO's twelve figures in the order of its summary. */
export const COCO_FIGURES: readonly string[] = DETECTION_RANKINGS.map(({ id }) => id);

/** One of {@link COCO_FIGURES}. */
export interface CocoFigure {
  readonly id: string;
  /** In [0, 1]; null where no class has truth of that size (−1 in the reference). */
  readonly value: number | null;
  /** Classes with truth, over which it is the mean. */
  readonly defined: number;
}

/**
 * COCO's twelve figures: average precision at IoU 0.50:0.95, 0.50, 0.75 and of small, medium and
 * large objects; average recall with 1, 10 and 100 detections an image and of the three sizes.
 *
 * Source: cocoapi, `cocoeval.py` (`accumulate`, `summarize`).
 *
 * @param outcomes matched by COCO's rules
 * @param weights ≥ 0, one a unit; null for ones
 * @throws HomegroundError `metric/not-available` where the rules lack COCO's thresholds, area ranges
 *   or 100 detections an image
 */
export function cocoSummary(
  outcomes: DetectionOutcomes,
  weights: Float64Array | null = null,
): readonly CocoFigure[] {
  const figures = COCO_FIGURES.map((id) =>
    detectionFigure(outcomes, { id, parameters: new Map() }),
  );
  const summary: CocoFigure[] = [];
  for (const members of groupFigures(figures)) {
    const { area, maxDetections } = members[0].figure;
    // Not kept: at ten million detections each plan takes its share of memory.
    const plan = createPrecisionPlan(outcomes, area, maxDetections);
    const table = createTableKernel(plan, scopeOf(outcomes, members))(weights);
    for (const { figure, place } of members) {
      const { value, defined } = figureOf(table, plan, figure);
      const id = COCO_FIGURES[place] ?? "";
      summary[place] = { id, value: defined === 0 ? null : value, defined };
    }
  }
  return summary;
}
