import { HomegroundError } from "../core/errors.js";
import type { MultilabelOutcomes } from "./classification-types.js";
import { growColumn } from "./grow-column.js";

export interface MultilabelBuilderOptions {
  /** Labels in the order of the columns, each once. */
  readonly classes: readonly string[];
  /** Answered when score ≥ threshold: one for all labels, or one a label. Default 0.5. */
  readonly threshold?: number | Float64Array;
  readonly unit?: string;
  readonly expectedUnits?: number;
}

/** Joins truth and predictions of multilabel classification, block of rows by block. */
export interface MultilabelBuilder {
  /**
   * @param truth row-major rows × labels, 0 or 1
   * @param scores same layout, finite
   * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
   */
  addScores(truth: Uint8Array, scores: Float32Array | Float64Array): void;
  /** @param predicted row-major rows × labels, 0 or 1, where there are no scores */
  addAnswers(truth: Uint8Array, predicted: Uint8Array): void;
  /** The outcomes of all rows added. The builder must not be used afterwards. */
  finish(clusters?: {
    readonly cluster: Int32Array;
    readonly clusterCount: number;
  }): MultilabelOutcomes;
}

/** @throws HomegroundError `argument/empty` without labels, `argument/length-mismatch` */
export function createMultilabelBuilder(options: MultilabelBuilderOptions): MultilabelBuilder {
  const { classes, threshold = 0.5 } = options;
  const width = classes.length;
  if (width === 0) {
    throw new HomegroundError("argument/empty", {
      what: "there are no labels",
      where: "classes",
      fix: "Pass the names of the labels",
    });
  }
  if (typeof threshold !== "number") checkLength(threshold.length, width, "threshold");
  const size = Math.max(1, (options.expectedUnits ?? 256) * width);
  let truths = new Uint8Array(size);
  let predictions = new Uint8Array(size);
  let scores = new Float64Array(size);
  let cells = 0;
  let scored = true;

  const reserve = (length: number): void => {
    if (length <= truths.length) return;
    const larger = Math.max(length, truths.length * 2);
    truths = growColumn(truths, larger);
    predictions = growColumn(predictions, larger);
    scores = growColumn(scores, larger);
  };
  const addTruth = (truth: Uint8Array): void => {
    checkLength(truth.length % width, 0, "truth, beyond whole rows");
    checkBits(truth, "truth");
    reserve(cells + truth.length);
    truths.set(truth, cells);
  };

  return {
    addScores(truth, values) {
      checkLength(values.length, truth.length, "scores");
      addTruth(truth);
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (!Number.isFinite(value)) throw notFinite(i, value);
        const limit = typeof threshold === "number" ? threshold : threshold[i % width]!;
        scores[cells + i] = value;
        predictions[cells + i] = value >= limit ? 1 : 0;
      }
      cells += truth.length;
    },
    addAnswers(truth, predicted) {
      checkLength(predicted.length, truth.length, "predicted");
      checkBits(predicted, "predicted");
      addTruth(truth);
      predictions.set(predicted, cells);
      cells += truth.length;
      scored = false;
    },
    finish(clusters) {
      const unitCount = cells / width;
      if (clusters !== undefined) checkLength(clusters.cluster.length, unitCount, "cluster");
      return {
        kind: "multilabel",
        unitCount,
        unit: options.unit ?? "image",
        classes,
        truth: truths.subarray(0, cells),
        predicted: predictions.subarray(0, cells),
        scores: scored ? scores.subarray(0, cells) : null,
        cluster: clusters?.cluster ?? null,
        clusterCount: clusters?.clusterCount ?? 0,
      };
    },
  };
}

function checkLength(length: number, wanted: number, where: string): void {
  if (length === wanted) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `${where} has ${length} values, ${wanted} are wanted`,
    where,
    fix: "Pass one value for each row and label, in whole rows",
  });
}

function checkBits(values: Uint8Array, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! <= 1) continue;
    throw new HomegroundError("argument/out-of-range", {
      what: `value ${i} is ${values[i]}, neither 0 nor 1`,
      where,
      fix: "Pass 1 where the label applies and 0 elsewhere",
    });
  }
}

function notFinite(at: number, value: number): HomegroundError {
  return new HomegroundError("argument/not-a-number", {
    what: `score ${at} is ${value}`,
    where: "scores",
    fix: "Leave images without a score out and list them",
  });
}
