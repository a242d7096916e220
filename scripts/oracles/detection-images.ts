import { classSums } from "../../src/metrics/class-sums.js";
import { createPresenceKernel } from "../../src/metrics/detection/detection-estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { classPredictions } from "../../src/metrics/labels/columns-of.js";
import { parseReference } from "../../src/metrics/reference.js";
import { presenceOutcomes } from "../../src/outcomes/detection/presence.js";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";

type Input = Readonly<Record<string, unknown>>;

/** What the project computes for whole images of a detector, by `oracle/kind`. */
export const DETECTION_IMAGE_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map(
  [["j_detection/image_level", imageLevel]],
);

function imageLevel(input: Input): unknown {
  const { detections, truth, category, thresholds } = input as {
    detections: [category: number, score: number][][];
    truth: number[];
    category: number;
    thresholds: number[];
  };
  const objects = imageObjects(detections, truth, category);
  const unitCount = truth.length;
  const units = { unitCount, unit: "image", cluster: null, clusterCount: 0, threshold: null };
  const at = (threshold: number | null) =>
    presenceOutcomes(objects, { ...units, classes: ["animal"], threshold }, { label: 0 });
  return {
    rows: thresholds.map((threshold) => {
      const presence = at(threshold);
      const answers = classPredictions(presence.outcomes);
      if (answers === null) return undefined;
      const { hits, predicted, truth: positives } = classSums(answers, null);
      const value = (id: string) =>
        orNull(createPresenceKernel(presence, parseReference(id))(null));
      const precision = parseReference("precision{class=animal}");
      return {
        threshold,
        tp: hits[1],
        fp: predicted[1]! - hits[1]!,
        fn: positives[1]! - hits[1]!,
        tn: hits[0],
        sensitivity: value("image-sensitivity"),
        specificity: value("image-specificity"),
        precision: orNull(createKernel(presence.outcomes, precision)(null)),
      };
    }),
    auc: orNull(createKernel(at(null).outcomes, parseReference("roc-auc"))(null)),
  };
}

/** One object in each image that holds an animal; detections of other categories are label 1. */
function imageObjects(
  detections: readonly (readonly (readonly [category: number, score: number])[])[],
  truth: readonly number[],
  category: number,
): DetectionInput {
  const found = detections.flatMap((own, image) =>
    own.map(([kind, score]) => ({ image, score, label: kind === category ? 0 : 1 })),
  );
  const holding = [...truth.keys()].filter((image) => truth[image] === 1);
  return {
    imageCount: truth.length,
    labelCount: 2,
    widthPx: null,
    heightPx: null,
    searched: null,
    truth: {
      count: holding.length,
      image: Int32Array.from(holding),
      label: new Int32Array(holding.length),
      box: new Float64Array(4 * holding.length),
      area: new Float64Array(holding.length),
      flags: new Uint8Array(holding.length),
    },
    detections: {
      count: found.length,
      image: Int32Array.from(found, ({ image }) => image),
      label: Int32Array.from(found, ({ label }) => label),
      score: Float64Array.from(found, ({ score }) => score),
      box: new Float64Array(4 * found.length),
    },
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
