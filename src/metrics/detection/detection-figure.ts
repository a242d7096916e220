import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { MetricReference } from "../estimate-types.js";
import { namedClass, notAvailable } from "../not-available.js";
import type { DetectionFigure } from "./figures.js";
import type { Interpolation } from "./interpolation.js";

/** What an id of the registry fixes. */
interface FigureId {
  readonly measure: DetectionFigure["measure"];
  /** Name of the area range; null for the first, which is all. */
  readonly area: string | null;
  /** Null: all that the rules keep. */
  readonly maxDetections: number | null;
  /** Null: as the parameter `iou` says. */
  readonly iou: number | null;
}

const PRECISION = { measure: "precision", area: null, maxDetections: null, iou: null } as const;
const RECALL = { measure: "recall", area: null, maxDetections: 100, iou: null } as const;

/** Metrics of the ranking of detections, by id. */
const FIGURES: ReadonlyMap<string, FigureId> = new Map<string, FigureId>([
  ["map", PRECISION],
  ["map-50", { ...PRECISION, iou: 0.5 }],
  ["map-75", { ...PRECISION, iou: 0.75 }],
  ["map-small", { ...PRECISION, area: "small" }],
  ["map-medium", { ...PRECISION, area: "medium" }],
  ["map-large", { ...PRECISION, area: "large" }],
  ["ar-1", { ...RECALL, maxDetections: 1 }],
  ["ar-10", { ...RECALL, maxDetections: 10 }],
  ["ar-100", RECALL],
  ["ar-small", { ...RECALL, area: "small" }],
  ["ar-medium", { ...RECALL, area: "medium" }],
  ["ar-large", { ...RECALL, area: "large" }],
]);

/** Whether a metric is one of the ranking of detections: average precision or recall. */
export function isDetectionFigure(id: string): boolean {
  return FIGURES.has(id);
}

/**
 * What a reference such as `map{iou=0.50,class=deer}` asks of outcomes.
 *
 * @throws HomegroundError `metric/not-available` where the outcomes were matched by other rules,
 *   `metric/bad-parameter` for a class that there is not
 */
export function detectionFigure(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): DetectionFigure {
  const id = FIGURES.get(reference.id);
  if (id === undefined) {
    throw notAvailable(reference, "it is no metric of ranked detections", "Take map, or ar-100");
  }
  const { matching, maxDetections } = outcomes.rules;
  const rule = reference.parameters.get("rule") ?? "coco";
  const wanted = rule === "voc-2007" ? "voc" : rule;
  if (matching !== wanted) {
    const what = `detections were matched by the rule ${matching}, not ${wanted}`;
    throw notAvailable(reference, what, `Write rule=${matching}, or match by the rule ${wanted}`);
  }
  const looked = id.maxDetections ?? maxDetections;
  if (looked > maxDetections) {
    const what = `only ${maxDetections} detections of an image and class were kept`;
    throw notAvailable(reference, what, `Keep ${looked} or more`);
  }
  return {
    measure: id.measure,
    area: areaIndex(outcomes, reference, id.area),
    maxDetections: looked,
    thresholds: thresholdIndices(outcomes, reference, rule, id.iou),
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
export const MEAN_IOU = "0.50:0.95";

function interpolationOf(rule: string): Interpolation {
  if (rule === "voc-2007") return "points-11";
  return rule === "voc" ? "area" : "points-101";
}
