import { createDetectionKernel } from "../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { boxOverlap } from "../../src/outcomes/detection/box-overlap.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { VOC_RULES } from "../../src/outcomes/detection/match-rules.js";
import { cocoEvaluation } from "./coco.js";

type Input = Readonly<Record<string, unknown>>;
type Box = readonly [x: number, y: number, width: number, height: number];

/** Kinds of oracle `j_detection` about ranked detections and overlaps of boxes, by `oracle/kind`. */
export const DETECTION_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["j_detection/coco_eval", cocoEvaluation],
  ["j_detection/voc_ap", vocPrecision],
  ["j_detection/bbox_iou", boxOverlaps],
]);

interface VocInput {
  readonly gt: readonly { image: number; box: readonly number[]; difficult: number }[];
  readonly det: readonly { image: number; box: readonly number[]; score: number }[];
}

function vocPrecision(input: Input): unknown {
  const { gt, det } = input as unknown as VocInput;
  const images = [...new Set([...gt, ...det].map(({ image }) => image))].sort((a, b) => a - b);
  const columns = (objects: readonly { image: number; box: readonly number[] }[]) => ({
    count: objects.length,
    image: Int32Array.from(objects, ({ image }) => images.indexOf(image)),
    label: new Int32Array(objects.length),
    box: Float64Array.from(
      objects.flatMap(({ box: [x = 0, y = 0, right = 0, low = 0] }) => [x, y, right - x, low - y]),
    ),
  });
  const truth = columns(gt);
  const outcomes = matchDetections(
    {
      imageCount: images.length,
      labelCount: 1,
      widthPx: null,
      heightPx: null,
      searched: null,
      truth: {
        ...truth,
        area: new Float64Array(gt.length),
        flags: Uint8Array.from(gt, ({ difficult }) => 2 * difficult),
      },
      detections: { ...columns(det), score: Float64Array.from(det, ({ score }) => score) },
    },
    VOC_RULES,
    { classes: ["object"], modelClassCount: 1 },
  );
  const positives = gt.filter(({ difficult }) => difficult === 0).length;
  const bits = (columns: readonly Uint16Array[]) => Array.from(columns[0] ?? [], (bit) => bit & 1);
  const tp = bits(outcomes.detections.matched);
  const fp = bits(outcomes.detections.ignored).map((ignored, i) => 1 - ignored - (tp[i] ?? 0));
  const found = accumulated(tp);
  const wrong = accumulated(fp);
  const figure = (metric: string) =>
    orNull(createDetectionKernel(outcomes, parseReference(metric))(null));
  return {
    tp,
    fp,
    n_positive: positives,
    ap_all_point: figure("map{rule=voc}"),
    ap_11_point: figure("map{rule=voc-2007}"),
    recall: found.map((count) => count / positives),
    precision: found.map((count, i) => (count === 0 ? 0 : count / (count + (wrong[i] ?? 0)))),
  };
}

function accumulated(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

function boxOverlaps(input: Input): unknown {
  const { dt, gt, iscrowd } = input as { dt: Box[]; gt: Box[]; iscrowd: number[] };
  const iou = (d: Box, g: Box, isCrowd: boolean) =>
    boxOverlap(Float64Array.from(d), 0, Float64Array.from(g), 0, isCrowd);
  return { iou: dt.map((d) => gt.map((g, i) => iou(d, g, iscrowd[i] === 1))) };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
