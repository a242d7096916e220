import { createHash } from "node:crypto";
import { decodeRunText } from "../../src/core/masks/run-text.js";
import { areaOfRuns } from "../../src/core/masks/runs.js";
import { OBJECT_FLAG, type ObjectShapes, SHAPE_FORM } from "../../src/core/objects.js";
import { interpolatedPrecision, recallPoints } from "../../src/metrics/detection/interpolation.js";
import { createPrecisionPlan } from "../../src/metrics/detection/precision-plan.js";
import { createClassWalk, truthWeight } from "../../src/metrics/detection/precision-table.js";
import { type MatchedPairs, matchPairs } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import type {
  DetectionInput,
  DetectionOutcomes,
  MatchRules,
} from "../../src/outcomes/detection-types.js";

type Box = readonly [x: number, y: number, width: number, height: number];

interface CocoObject {
  readonly id?: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox?: Box;
  readonly area?: number;
  readonly iscrowd?: number;
  readonly score?: number;
  /** x, y, visibility of each point. */
  readonly keypoints?: readonly number[];
  readonly num_keypoints?: number;
  readonly segmentation?:
    | readonly number[][]
    | { readonly size: number[]; readonly counts: string | readonly number[] };
}

interface CocoInput {
  readonly gt: {
    readonly images: readonly { readonly id: number; width: number; height: number }[];
    readonly annotations: readonly CocoObject[];
    readonly categories: readonly { readonly id: number }[];
  };
  readonly dt: readonly CocoObject[];
  readonly iouType: "bbox" | "segm" | "keypoints";
  readonly maxDets?: readonly number[];
  readonly useCats?: number;
}

/** One value of the reference's arrays, row-major thresholds × recalls × classes × areas × counts. */
interface CocoArrays {
  readonly counts: readonly number[];
  readonly classCount: number;
  readonly areaCount: number;
  /** −1 where the class has no truth of that area. */
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** COCO's σ of its 17 points of a person (cocoeval.py, Params.setKpParams). */
const SIGMAS = [
  0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89,
  0.89,
].map((sigma) => sigma / 10);

/** Kind `coco_eval` of oracle `j_detection`: of boxes, masks and keypoints. */
export function cocoEvaluation(input: Readonly<Record<string, unknown>>): unknown {
  const { gt, dt, iouType, useCats = 1, ...more } = input as unknown as CocoInput;
  const isKeypoints = iouType === "keypoints";
  const maxDets = more.maxDets ?? (isKeypoints ? [20] : [1, 10, 100]);
  const images = [...gt.images].sort((a, b) => a.id - b.id);
  const categories = gt.categories.map(({ id }) => id).sort((a, b) => a - b);
  const rules: MatchRules = {
    ...COCO_RULES,
    byLabel: useCats === 1,
    maxDetections: Math.max(...maxDets),
    geometry: GEOMETRY[iouType],
    areas: COCO_RULES.areas.filter(({ name }) => !isKeypoints || name !== "small"),
  };
  const boxes = cocoColumns(gt, dt, images, categories);
  const columns = isKeypoints ? withKeypoints(boxes, gt.annotations, dt) : boxes;
  const pairs = matchPairs(columns, rules, {
    classes: categories.map(String),
    modelClassCount: categories.length,
  });
  const arrays = cocoArrays(pairs.outcomes, maxDets);
  const ids = useCats === 1 ? categories : [-1];
  const last = maxDets.length - 1;
  const perClass = (of: (k: number) => number) =>
    Object.fromEntries(ids.map((id, k) => [id, orNull(of(k))]));
  const precision = (k: number, a: number, t?: number) =>
    meanPrecision(arrays, { k, a, m: last, t });
  return {
    stats: isKeypoints ? keypointStats(arrays) : cocoStats(arrays),
    precision_shape: [10, 101, ids.length, rules.areas.length, maxDets.length],
    precision_sha256: digestOf(arrays.precision),
    recall_sha256: digestOf(arrays.recall),
    ap_per_class: perClass((k) => precision(k, 0)),
    ap50_per_class: perClass((k) => precision(k, 0, 0)),
    ar_per_class: perClass((k) => meanRecall(arrays, { k, a: 0, m: last })),
    ap_per_class_area: Object.fromEntries(
      rules.areas.map(({ name }, a) => [name, perClass((k) => precision(k, a))]),
    ),
    precision_iou50: Object.fromEntries(ids.map((id, k) => [id, curveAt(arrays, k)])),
    eval_images: evaluatedImages(pairs, gt, images, ids),
  };
}

const GEOMETRY = { bbox: "boxes", segm: "masks", keypoints: "keypoints" } as const;

/** Points beside the boxes; a truth without annotated points is ignored, as the reference has it. */
function withKeypoints(
  columns: DetectionInput,
  annotations: readonly CocoObject[],
  dt: readonly CocoObject[],
): DetectionInput {
  const pointsOf = ({ keypoints = [] }: CocoObject) => keypoints;
  const boxes = dt.map((one) => boundingBox(pointsOf(one)));
  const { truth, detections } = columns;
  return {
    ...columns,
    truth: {
      ...truth,
      flags: truth.flags.map((flag, i) =>
        annotations[i]?.num_keypoints === 0 ? flag | OBJECT_FLAG.ignored : flag,
      ),
    },
    detections: {
      ...detections,
      box: Float64Array.from(boxes.flat()),
      area: Float64Array.from(boxes, ([, , w, h]) => w * h),
    },
    keypoints: {
      sigmas: Float64Array.from(SIGMAS),
      truth: Float64Array.from(annotations.flatMap(pointsOf)),
      detections: Float64Array.from(dt.flatMap(pointsOf).filter((_, i) => i % 3 !== 2)),
    },
  };
}

function boundingBox(points: readonly number[]): Box {
  const x = points.filter((_, i) => i % 3 === 0);
  const y = points.filter((_, i) => i % 3 === 1);
  const [left, top] = [Math.min(...x), Math.min(...y)];
  return [left, top, Math.max(...x) - left, Math.max(...y) - top];
}

const RECALLS = recallPoints("points-101") ?? new Float64Array();
const T = COCO_RULES.thresholds.length;
const R = RECALLS.length;

function cocoArrays(outcomes: DetectionOutcomes, counts: readonly number[]): CocoArrays {
  const K = outcomes.classes.length;
  const A = outcomes.rules.areas.length;
  const M = counts.length;
  const precision = new Float64Array(T * R * K * A * M).fill(-1);
  const recall = new Float64Array(T * K * A * M).fill(-1);
  const ones = new Float64Array(outcomes.unitCount + 1).fill(1, 0, outcomes.unitCount);
  for (let a = 0; a < A; a++) {
    for (const [m, count] of counts.entries()) {
      const plan = createPrecisionPlan(outcomes, a, count);
      const walk = createClassWalk(plan);
      for (let k = 0; k < K; k++) {
        const positives = truthWeight(plan, k, ones);
        if (positives === 0) continue;
        walk.enter(k, ones);
        for (let t = 0; t < T; t++) {
          const hits = walk.hitsAt(t);
          const curve = interpolatedPrecision(hits, positives, RECALLS);
          for (let r = 0; r < R; r++) {
            precision[(((t * R + r) * K + k) * A + a) * M + m] = curve[r] ?? 0;
          }
          const found = hits.found[hits.count - 1] ?? 0;
          recall[((t * K + k) * A + a) * M + m] = found / positives;
        }
      }
    }
  }
  return { counts, classCount: K, areaCount: A, precision, recall };
}

interface Cell {
  readonly k?: number | undefined;
  readonly a: number;
  readonly m: number;
  readonly t?: number | undefined;
}

/** Mean over everything that the cell leaves open; −1 of nothing. */
function meanPrecision(
  { precision, classCount: K, areaCount: A, counts }: CocoArrays,
  cell: Cell,
): number {
  const values: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let r = 0; r < R; r++) {
      for (let k = 0; k < K; k++) {
        if ((cell.k ?? k) !== k || (cell.t ?? t) !== t) continue;
        const at = (((t * R + r) * K + k) * A + cell.a) * counts.length + cell.m;
        values.push(precision[at] ?? -1);
      }
    }
  }
  return meanOfKnown(values);
}

function meanRecall(
  { recall, classCount: K, areaCount: A, counts }: CocoArrays,
  cell: Cell,
): number {
  const values: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < K; k++) {
      if ((cell.k ?? k) !== k || (cell.t ?? t) !== t) continue;
      values.push(recall[((t * K + k) * A + cell.a) * counts.length + cell.m] ?? -1);
    }
  }
  return meanOfKnown(values);
}

function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => value > -1);
  return known.length === 0 ? -1 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** As the reference prints them: the first is of 100 detections by name, the others of the last count. */
function cocoStats(arrays: CocoArrays): number[] {
  const last = arrays.counts.length - 1;
  const hundred = arrays.counts.indexOf(100);
  return [
    hundred < 0 ? -1 : meanPrecision(arrays, { a: 0, m: hundred }),
    ...[0, 5].map((t) => meanPrecision(arrays, { a: 0, m: last, t })),
    ...[1, 2, 3].map((a) => meanPrecision(arrays, { a, m: last })),
    ...[0, 1, 2].map((m) => meanRecall(arrays, { a: 0, m })),
    ...[1, 2, 3].map((a) => meanRecall(arrays, { a, m: last })),
  ];
}

/** AP, at 0.50 and 0.75, medium and large; AR likewise. */
function keypointStats(arrays: CocoArrays): number[] {
  const cells = [{ a: 0 }, { a: 0, t: 0 }, { a: 0, t: 5 }, { a: 1 }, { a: 2 }];
  return [
    ...cells.map((cell) => meanPrecision(arrays, { ...cell, m: 0 })),
    ...cells.map((cell) => meanRecall(arrays, { ...cell, m: 0 })),
  ];
}

/** Interpolated precisions at IoU 0.5 of all areas and the last count; −1 without truth. */
function curveAt(
  { precision, classCount: K, areaCount: A, counts }: CocoArrays,
  k: number,
): number[] {
  const M = counts.length;
  return Array.from(RECALLS, (_, r) => precision[(r * K + k) * A * M + M - 1] ?? -1);
}

/** SHA-256 of the values as whole millionths, halves to even, 32 bits each. */
function digestOf(values: Float64Array): string {
  const millionths = Int32Array.from(values, (value) => {
    const scaled = value * 1e6;
    const rounded = Math.round(scaled);
    return rounded - scaled === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
  });
  return createHash("sha256").update(new Uint8Array(millionths.buffer)).digest("hex");
}

/** The first twelve pairs of category and image that hold something. */
function evaluatedImages(
  { outcomes, truthOf }: MatchedPairs,
  gt: CocoInput["gt"],
  images: readonly { readonly id: number }[],
  ids: readonly number[],
): unknown[] {
  const { detections, truths } = outcomes;
  const pairs: unknown[] = [];
  for (const [k, category] of ids.entries()) {
    for (const [image, { id }] of images.entries()) {
      const rowsOf = ({ unit, classStart }: Pick<typeof truths, "unit" | "classStart">) =>
        Array.from(unit.keys()).filter(
          (row) =>
            row >= (classStart[k] ?? 0) && row < (classStart[k + 1] ?? 0) && unit[row] === image,
        );
      const found = rowsOf(detections);
      const annotated = rowsOf(truths);
      if (found.length + annotated.length === 0) continue;
      pairs.push([
        id,
        category,
        annotated.filter((row) => ((truths.counted[row] ?? 0) & 1) === 1).length,
        found.map((row) => (detections.source[row] ?? 0) + 1),
        found.map((row) => gt.annotations[truthOf[0]?.[row] ?? -1]?.id ?? 0),
        found.map((row) => (detections.ignored[0]?.[row] ?? 0) & 1),
      ]);
      if (pairs.length === 12) return pairs;
    }
  }
  return pairs;
}

function cocoColumns(
  gt: CocoInput["gt"],
  dt: readonly CocoObject[],
  images: CocoInput["gt"]["images"],
  categories: readonly number[],
): DetectionInput {
  const imageOf = new Map(images.map(({ id }, i) => [id, i]));
  const labelOf = new Map(categories.map((id, k) => [id, k]));
  const columns = (objects: readonly CocoObject[]) => ({
    count: objects.length,
    image: Int32Array.from(objects, (one) => imageOf.get(one.image_id) ?? -1),
    label: Int32Array.from(objects, (one) => labelOf.get(one.category_id) ?? -1),
    box: Float64Array.from(objects.flatMap((one) => one.bbox ?? [0, 0, 0, 0])),
    shapes: shapesOf(objects),
  });
  return {
    imageCount: images.length,
    labelCount: categories.length,
    searched: null,
    widthPx: Float64Array.from(images, ({ width }) => width),
    heightPx: Float64Array.from(images, ({ height }) => height),
    truth: {
      ...columns(gt.annotations),
      area: Float64Array.from(gt.annotations, ({ area }) => area ?? Number.NaN),
      flags: Uint8Array.from(gt.annotations, ({ iscrowd }) => (iscrowd === 1 ? 1 : 0)),
    },
    detections: {
      ...columns(dt),
      score: Float64Array.from(dt, ({ score }) => score ?? Number.NaN),
      area: Float64Array.from(dt, resultArea),
    },
  };
}

/** Width × height of a box, or the pixels of a mask where there is no box. */
function resultArea({ bbox, segmentation }: CocoObject): number {
  if (bbox !== undefined) return bbox[2] * bbox[3];
  const { form, values } = partsOf(segmentation);
  return form === SHAPE_FORM.runs ? areaOfRuns(Float64Array.from(values[0] ?? [])) : Number.NaN;
}

function shapesOf(objects: readonly CocoObject[]): ObjectShapes {
  const form: number[] = [];
  const partStart = [0];
  const valueStart = [0];
  const values: number[] = [];
  for (const { segmentation } of objects) {
    const parts = partsOf(segmentation);
    form.push(parts.form);
    for (const part of parts.values) {
      for (const value of part) values.push(value);
      valueStart.push(values.length);
    }
    partStart.push(valueStart.length - 1);
  }
  return {
    form: Uint8Array.from(form),
    partStart: Int32Array.from(partStart),
    valueStart: Int32Array.from(valueStart),
    values: Float64Array.from(values),
  };
}

function partsOf(segmentation: CocoObject["segmentation"]) {
  if (segmentation === undefined) return { form: SHAPE_FORM.none, values: [] };
  if ("counts" in segmentation) {
    const { counts } = segmentation;
    const runs = typeof counts === "string" ? (decodeRunText(counts) ?? []) : counts;
    return { form: SHAPE_FORM.runs, values: [runs] };
  }
  return { form: SHAPE_FORM.polygons, values: segmentation };
}

function orNull(value: number): number | null {
  return value < 0 ? null : value;
}
