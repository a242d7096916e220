import {
  aggregatedJaccard,
  aggregatedJaccardPlus,
  type InstanceOverlap,
  instanceIou,
  matchedInstances,
  objectDice,
  overlapInstances,
  panopticCounts,
  type QuotientParts,
} from "../../src/outcomes/segmentation/instance-figures.js";
import { countPixels } from "../../src/outcomes/segmentation/pixel-confusion.js";
import {
  averageDistance,
  hausdorff95,
  quantileOf,
  surfaceDice,
  surfaceDistances,
  within,
} from "../../src/outcomes/segmentation/surfaces.js";

type Input = Readonly<Record<string, unknown>>;

/** By `oracle/kind`: labels of pixels. */
export const SEGMENTATION_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["k_segmentation/semantic", semantic],
  ["k_segmentation/binary_surface", surfaces],
  ["k_segmentation/binary_surface_3d", surfaces],
  ["k_segmentation/instances", instances],
  ["k_segmentation/panoptic", panoptic],
]);

/** A label map: a digit of base 36 for each pixel. */
function labelsOf(rows: readonly string[]): Int16Array {
  return Int16Array.from(rows.join(""), (digit) => Number.parseInt(digit, 36));
}

function semantic(input: Input): unknown {
  const { truth, pred, K, ignore } = input as {
    truth: readonly string[];
    pred: readonly string[];
    K: number;
    ignore: number | null;
  };
  const own = labelsOf(truth).map((label) => (label === ignore ? -1 : label));
  const table = countPixels(own, labelsOf(pred), K, new Float64Array(K * (K + 1)));
  const at = (k: number, j: number): number => table[k * (K + 1) + j]!;
  const classes = Array.from({ length: K }, (_, k) => k);
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  const inTruth = classes.map((k) => sum([...classes, K].map((j) => at(k, j))));
  const inPrediction = classes.map((k) => sum(classes.map((j) => at(j, k))));
  const hits = classes.map((k) => at(k, k));
  const over = (above: number, below: number): number | null => (below > 0 ? above / below : null);
  const iou = classes.map((k) => over(hits[k]!, inTruth[k]! + inPrediction[k]! - hits[k]!));
  const dice = classes.map((k) => over(2 * hits[k]!, inTruth[k]! + inPrediction[k]!));
  const mean = (values: readonly (number | null)[]): number | null => {
    const defined = values.filter((one) => one !== null);
    return over(sum(defined), defined.length);
  };
  const present = classes.filter((k) => inTruth[k]! > 0);
  return {
    iou,
    dice,
    miou_defined: mean(iou),
    miou_present: mean(present.map((k) => iou[k]!)),
    pixel_accuracy: over(sum(hits), sum(inTruth)),
    mean_class_accuracy: mean(present.map((k) => over(hits[k]!, inTruth[k]!))),
    fw_iou: over(sum(present.map((k) => inTruth[k]! * (iou[k] ?? 0))), sum(inTruth)),
    confusion: classes.map((k) => classes.map((j) => at(k, j))),
  };
}

/** Two masks of a picture, or of a volume given slice by slice. */
function surfaces(input: Input): unknown {
  const { a, b, spacing, tolerances } = input as {
    a: readonly string[] | readonly (readonly string[])[];
    b: readonly string[] | readonly (readonly string[])[];
    spacing: readonly number[];
    tolerances: readonly number[];
  };
  const [rows = [], others = []] = [a.flat(), b.flat()];
  const inSlice = Array.isArray(a[0]) ? [a.length] : [];
  const sides = [...inSlice, rows.length / (inSlice[0] ?? 1), rows[0]?.length ?? 0];
  const [first, second] = [rows, others].map((of) => Uint8Array.from(of.join(""), Number));
  const [pixelsA, pixelsB] = [first!, second!].map((of) => of.reduce((sum, one) => sum + one, 0));
  const both = first!.reduce((sum, one, i) => sum + (one & second![i]!), 0);
  const all = pixelsA! + pixelsB!;
  const over = (above: number, below: number) => (below > 0 ? above / below : null);
  const overlap = {
    dice: over(2 * both, all),
    iou: over(both, all - both),
    volume_similarity: all === 0 ? null : 1 - Math.abs(pixelsA! - pixelsB!) / all,
  };
  const found = surfaceDistances(first!, second!, sides, spacing);
  const each = <T>(of: (tolerance: number) => T) =>
    all === 0
      ? null
      : Object.fromEntries(tolerances.map((tolerance) => [tolerance, of(tolerance)]));
  if (found === null) {
    const none = { hd: null, hd95_pooled: null, hd95_max: null, asd_ab: null, asd_ba: null };
    const more = { assd_pooled: null, assd_mean: null };
    return { ...overlap, ...none, ...more, nsd: each(() => 0), boundary_f: each(() => [0, 0, 0]) };
  }
  const { forward, back } = found;
  const mean = (of: Float64Array) => of.reduce((sum, one) => sum + one, 0) / of.length;
  return {
    ...overlap,
    hd: Math.max(quantileOf(forward, 1), quantileOf(back, 1)),
    hd95_pooled: quantileOf(Float64Array.of(...forward, ...back), 0.95),
    hd95_max: hausdorff95(found),
    asd_ab: mean(forward),
    asd_ba: mean(back),
    assd_pooled: averageDistance(found),
    assd_mean: (mean(forward) + mean(back)) / 2,
    surface_a: forward.length,
    surface_b: back.length,
    nsd: each((tolerance) => surfaceDice(found, tolerance)),
    boundary_f: each((tolerance) => {
      const precision = within(back, tolerance) / back.length;
      const recall = within(forward, tolerance) / forward.length;
      const sum = precision + recall;
      return [precision, recall, sum > 0 ? (2 * precision * recall) / sum : 0];
    }),
  };
}

const over = (above: number, below: number): number | null => (below > 0 ? above / below : null);

function instances(input: Input): unknown {
  const { truth, pred } = input as { truth: readonly string[]; pred: readonly string[] };
  const of = overlapInstances(labelsOf(truth), labelsOf(pred));
  const [truths, predictions] = [of.truthIds.length, of.predictedIds.length];
  const thresholds = Array.from({ length: 10 }, (_, k) => (50 + 5 * k) / 100);
  const each = thresholds.map((threshold) => {
    const hits = matchedInstances(of, threshold);
    return over(hits, truths + predictions - hits);
  });
  const quotient = ({ numerator, denominator }: QuotientParts) => over(numerator, denominator);
  const { ofTruths, ofPredictions } = objectDice(of);
  const sides = [quotient(ofTruths), quotient(ofPredictions)];
  const f1 = (threshold: number) => over(2 * matchedInstances(of, threshold), truths + predictions);
  return {
    iou_matrix: of.truthIds.map((_, t) => of.predictedIds.map((__, p) => instanceIou(of, t, p))),
    count_error: predictions - truths,
    dsb_per_threshold: each,
    dsb: each[0] == null ? null : each.reduce((sum: number, one) => sum + (one ?? 0), 0) / 10,
    f1_at: { "0.5": f1(0.5), "0.75": f1(0.75) },
    aji: quotient(aggregatedJaccard(of)),
    aji_plus: quotient(aggregatedJaccardPlus(of)),
    object_dice: sides.every((one) => one === null)
      ? null
      : ((sides[0] ?? 0) + (sides[1] ?? 0)) / 2,
  };
}

function panoptic(input: Input): unknown {
  const { truth, pred, truth_cat, pred_cat } = input as {
    truth: readonly string[];
    pred: readonly string[];
    truth_cat: Readonly<Record<string, number>>;
    pred_cat: Readonly<Record<string, number>>;
  };
  const of: InstanceOverlap = overlapInstances(labelsOf(truth), labelsOf(pred));
  const counts = panopticCounts(
    of,
    (id) => truth_cat[id]!,
    (id) => pred_cat[id]!,
  );
  const categories = [...new Set([...Object.values(truth_cat), ...Object.values(pred_cat)])];
  const figures = categories.map((category) => {
    const {
      truePositives: tp,
      falsePositives: fp,
      falseNegatives: fn,
      overlaps,
    } = counts.get(category) ?? {
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 0,
      overlaps: 0,
    };
    const weight = tp + fp / 2 + fn / 2;
    const [pq, sq, rq] = [over(overlaps, weight), over(overlaps, tp), over(tp, weight)];
    return [String(category), { pq, sq, rq, tp, fp, fn }] as const;
  });
  const defined = figures.flatMap(([, { pq }]) => (pq === null ? [] : [pq]));
  return {
    per_category: Object.fromEntries(figures),
    pq_mean: over(
      defined.reduce((sum, one) => sum + one, 0),
      defined.length,
    ),
  };
}
