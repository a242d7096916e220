import { HomegroundError } from "../../../src/core/errors.js";
import { knownNumbers } from "../../../src/formats/parquet/parquet-columns.js";
import { eachPrediction, onSequences } from "../../../src/tasks/each-prediction.js";
import { imageTask } from "../../../src/tasks/image-task.js";
import { unitTable } from "../../../src/tasks/label-columns.js";
import type { Task } from "../../../src/tasks/task.js";

/** How many things are in an image, and how many a model counts: columns with a row a unit. */
export interface CountOutcomes {
  readonly kind: "count";
  readonly unitCount: number;
  readonly unit: string;
  readonly classes: readonly string[];
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

declare module "../../../src/outcomes/classification-types.js" {
  interface OutcomesByTask {
    readonly count: CountOutcomes;
  }
}

/** A task that is not in `src`: what docs/adding-a-task.md shows. */
export const count: Task<CountOutcomes> = {
  ...imageTask<CountOutcomes>(null),
  id: "count",
  names: ["count", "counting-things"],
  label: "a number an image",
  truth: "label",
  prediction: "one-score",
  labelledBy: "label",
  lookMeasure: null,
  racedBy: null,
  own: {
    names: ["count"],
    targets: (labels) => new Map(labels.map((label) => [label, { kind: "outside" }])),
    looksFor: (positive) => positive,
  },
  measures: ["mean-miss"],
  assumedMeasure: "mean-miss",
  hasPositive: false,
  usualThreshold: null,
  hubTasks: [],

  headline: "mean-miss",
  details: () => [],

  async join({ images, map }, source, options) {
    const truth: number[] = [];
    const predicted: number[] = [];
    const joined = await eachPrediction(images, source, options, (image, scores) => {
      const label = map.truthNames[images.classIndex[images.classStart[image]!]!]!;
      truth.push(numberOf(label, images.file[image]!));
      predicted.push(scores[0]!);
    });
    const outcomes: CountOutcomes = {
      kind: "count",
      unitCount: truth.length,
      unit: "image",
      classes: [],
      truth: Float64Array.from(truth),
      predicted: Float64Array.from(predicted),
      cluster: null,
      clusterCount: 0,
    };
    return onSequences(joined, outcomes, options.sequences, () => {
      throw new HomegroundError("usage/bad-option", {
        what: "things of a sequence are counted several times",
        where: "--unit sequence",
        fix: "Leave it out: counts are of images",
      });
    });
  },
  table: (outcomes, { ofUnit }) =>
    unitTable(outcomes, ofUnit, [
      knownNumbers("truth", outcomes.truth),
      knownNumbers("predicted", outcomes.predicted),
    ]),
  classesSeen: () => null,
  spoken: (scores) => ({ labels: [String(scores[0])], sureness: null }),
  published: (scores) => ({ kind: "score", score: scores[0]! }),
};

function numberOf(label: string, file: string): number {
  const value = label.trim() === "" ? Number.NaN : Number(label);
  if (Number.isFinite(value)) return value;
  throw new HomegroundError("labels/no-column", {
    what: `the label of ${file} is ${JSON.stringify(label)}, which is no number`,
    where: "--labels",
    fix: "Give the number of things as the label",
  });
}
