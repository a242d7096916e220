import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { MetricReference } from "../estimate-types.js";
import { namedClass, notAvailable } from "../not-available.js";
import type { DetectionFigure } from "./figures.js";
import type { Interpolation } from "./interpolation.js";

/** What a metric of the ranking of detections fixes. */
export interface FigureKind {
  readonly measure: DetectionFigure["measure"];
  /** Name of the area range; null for the first, which is all. */
  readonly area: string | null;
  /** Null: all that the rules keep. */
  readonly maxDetections: number | null;
  /** Null: as the parameter `iou` says. */
  readonly iou: number | null;
}

/**
 * What a reference such as `map{iou=0.50,class=deer}` asks of outcomes.
 *
 * @throws HomegroundError `metric/not-available` where the outcomes were matched by other rules,
 *   `metric/bad-parameter` for a class that there is not
 */
export function figureFor(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  kind: FigureKind,
): DetectionFigure {
  const { matching, maxDetections } = outcomes.rules;
  const rule = reference.parameters.get("rule") ?? "coco";
  const wanted = rule === "voc-2007" ? "voc" : rule;
  if (matching !== wanted) {
    const what = `detections were matched by the rule ${matching}, not ${wanted}`;
    throw notAvailable(reference, what, `Write rule=${matching}, or match by the rule ${wanted}`);
  }
  const looked = kind.maxDetections ?? maxDetections;
  if (looked > maxDetections) {
    const what = `only ${maxDetections} detections of an image and class were kept`;
    throw notAvailable(reference, what, `Keep ${looked} or more`);
  }
  return {
    measure: kind.measure,
    area: areaIndex(outcomes, reference, kind.area),
    maxDetections: looked,
    thresholds: thresholdIndices(outcomes, reference, rule, kind.iou),
    interpolation: interpolationOf(rule),
    classIndex: namedClass(reference, outcomes.classes),
  };
}

function areaIndex(
  { rules }: DetectionOutcomes,
  reference: MetricReference,
  name: string | null,
): number {
  if (name === null) return 0;
  const index = rules.areas.findIndex((area) => area.name === name);
  if (index >= 0) return index;
  const what = `objects were not matched by the area range ${name}`;
  throw notAvailable(reference, what, "Match by COCO's area ranges");
}

/** IoU 0.50 to 0.95 in steps of 0.05. */
const COCO_IOU = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);

function thresholdIndices(
  { rules }: DetectionOutcomes,
  reference: MetricReference,
  rule: string,
  fixed: number | null,
): readonly number[] {
  if (rule === "centre") return rules.thresholds.map((_, t) => t);
  const iou = reference.parameters.get("iou") ?? MEAN_IOU;
  let wanted = COCO_IOU;
  if (fixed !== null) wanted = [fixed];
  else if (iou !== MEAN_IOU) wanted = [Number(iou)];
  else if (rule !== "coco") wanted = [0.5];
  return wanted.map((value) => {
    const index = rules.thresholds.findIndex((t) => Math.abs(t - value) < 1e-9);
    if (index >= 0) return index;
    const what = `detections were not matched at IoU ${value.toFixed(2)}`;
    throw notAvailable(reference, what, "Match at that overlap too");
  });
}

/** The value of `iou` that stands for COCO's mean over ten thresholds. */
const MEAN_IOU = "0.50:0.95";

function interpolationOf(rule: string): Interpolation {
  if (rule === "voc-2007") return "points-11";
  return rule === "voc" ? "area" : "points-101";
}
