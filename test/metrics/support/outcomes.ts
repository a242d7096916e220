import { createLabelSet } from "../../../src/core/label-set.js";
import { createClassificationBuilder } from "../../../src/outcomes/classification.js";
import type {
  ClassificationOutcomes,
  MultilabelOutcomes,
} from "../../../src/outcomes/classification-types.js";

/** Outcomes without scores from truth and answers by class index. */
export function answered(
  truth: readonly number[],
  predicted: readonly number[],
  options: { classes?: number; cluster?: readonly number[] } = {},
): ClassificationOutcomes {
  const count = options.classes ?? Math.max(0, ...truth, ...predicted) + 1;
  const { cluster } = options;
  return {
    kind: "classification",
    unitCount: truth.length,
    unit: "image",
    classes: Array.from({ length: count }, (_, k) => `c${k}`),
    modelClassCount: count,
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
    cluster: cluster === undefined ? null : Int32Array.from(cluster),
    clusterCount: cluster === undefined ? 0 : Math.max(-1, ...cluster) + 1,
    scores: null,
  };
}

/** Outcomes of one confusion matrix, or of one a cluster; rows = ground truth. */
export function fromMatrices(
  matrices: readonly (readonly (readonly number[])[])[],
  clustered = true,
): ClassificationOutcomes {
  const truth: number[] = [];
  const predicted: number[] = [];
  const cluster: number[] = [];
  for (const [g, matrix] of matrices.entries()) {
    for (const [t, row] of matrix.entries()) {
      for (const [p, count] of row.entries()) {
        for (let i = 0; i < count; i++) {
          truth.push(t);
          predicted.push(p);
          cluster.push(g);
        }
      }
    }
  }
  const classes = matrices[0]?.length ?? 0;
  return answered(truth, predicted, clustered ? { classes, cluster } : { classes });
}

/** Outcomes with scores that only confidence and correctness matter of. */
export function confident(
  confidence: readonly number[],
  correct: readonly number[],
  cluster?: readonly number[],
): ClassificationOutcomes {
  const outcomes = answered(
    correct.map(() => 0),
    correct.map((right) => 1 - right),
    cluster === undefined ? { classes: 2 } : { classes: 2, cluster },
  );
  return { ...outcomes, answerConfidence: Float64Array.from(confidence) };
}

/** Outcomes with all scores, from rows of probabilities; the truth by index of a class. */
export function scored(
  truth: readonly number[],
  rows: readonly (readonly number[])[],
  cluster?: readonly number[],
): ClassificationOutcomes {
  const names = Array.from({ length: rows[0]?.length ?? 1 }, (_, k) => `c${k}`);
  const builder = createClassificationBuilder({
    labels: createLabelSet(names),
    truthNames: names,
    scoreColumns: "all",
  });
  builder.addProbabilities(Int32Array.from(truth), Float64Array.from(rows.flat()));
  if (cluster === undefined) return builder.finish();
  return builder.finish({
    cluster: Int32Array.from(cluster),
    clusterCount: Math.max(-1, ...cluster) + 1,
  });
}

/** Outcomes of several labels a unit, from rows of 0 and 1, a column a class. */
export function multilabel(
  truth: readonly (readonly number[])[],
  predicted: readonly (readonly number[])[],
  options: { scores?: readonly (readonly number[])[]; cluster?: readonly number[] } = {},
): MultilabelOutcomes {
  const { scores, cluster } = options;
  return {
    kind: "multilabel",
    unitCount: truth.length,
    unit: "image",
    classes: (truth[0] ?? []).map((_, k) => `c${k}`),
    truth: Uint8Array.from(truth.flat()),
    predicted: Uint8Array.from(predicted.flat()),
    scores: scores === undefined ? null : Float64Array.from(scores.flat()),
    cluster: cluster === undefined ? null : Int32Array.from(cluster),
    clusterCount: cluster === undefined ? 0 : Math.max(-1, ...cluster) + 1,
  };
}
