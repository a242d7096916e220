import { countPixels } from "../../src/outcomes/segmentation/pixel-confusion.js";

type Input = Readonly<Record<string, unknown>>;

/** By `oracle/kind`: labels of pixels. */
export const SEGMENTATION_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["k_segmentation/semantic", semantic],
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
