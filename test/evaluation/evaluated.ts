import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import type { Evaluation } from "../../src/evaluation/evaluation.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { type EvaluateContext, evaluate } from "../../src/evaluation/run/evaluate.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { anomalyTargets } from "../../src/tasks/anomaly-labels.js";
import { truthOf } from "./truth-of.js";

/** One image: its labels, the model's scores in the order of the labels, and its site. */
export type Scored = readonly [truth: readonly string[], scores: readonly number[], site?: string];

/**
 * A whole evaluation of images named in their order, by the model's scores.
 *
 * @param logSums ln Σ exp of each image's logits, where they are known
 */
export async function evaluated(
  labels: readonly string[],
  images: readonly Scored[],
  request: Partial<EvaluateRequest> = {},
  context: Partial<EvaluateContext> = {},
  logSums: readonly number[] = [],
): Promise<Evaluation> {
  const full = { ...DEFAULT_REQUEST, ...request };
  const truth = truthOf(
    images.map(([own, , site], i) =>
      site === undefined ? [`${100_000 + i}.png`, own] : [`${100_000 + i}.png`, own, site],
    ),
  );
  const placed = placeTruth(truth, [], full);
  const targets =
    full.task === "anomaly"
      ? anomalyTargets(placed.labels, full.positive)
      : new Map(
          placed.labels.map((label): [string, LabelTarget] => [
            label,
            labels.includes(label)
              ? { kind: "model-labels", labels: [label] }
              : { kind: "outside" },
          ]),
        );
  const names = full.task === "anomaly" ? ["anomalous"] : labels;
  const modelLabels = createLabelSet(full.task === "anomaly" ? ["normal", "anomalous"] : names);
  const prepared = prepareImages(placed, modelLabels, targets, full, false);
  const source = {
    labels: createLabelSet(names),
    answer: (image: number) => ({
      kind: "scores" as const,
      scores: Float64Array.from(images[prepared.images.row[image]!]?.[1] ?? []),
      ...(logSums.length === 0 ? {} : { logSum: logSums[prepared.images.row[image]!]! }),
    }),
  };
  return evaluate(placed, prepared, source, full, {
    version: "1.2.3",
    engine: null,
    model: null,
    signal: NEVER_CANCELLED,
    notes: [],
    ...context,
  });
}
