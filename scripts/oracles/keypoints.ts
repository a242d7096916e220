import { createPointsKernel } from "../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { keypointComparer } from "../../src/outcomes/detection/keypoint-similarity.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { KEYPOINT_RULES } from "../../src/outcomes/detection/match-rules.js";
import { pairedPoints } from "../../src/outcomes/detection/paired-points.js";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";

type Input = Readonly<Record<string, unknown>>;

interface KeypointInput {
  readonly truth: readonly (readonly (readonly [x: number, y: number, v: number])[])[];
  readonly pred: readonly (readonly (readonly [x: number, y: number])[])[];
  /** Length of each object. */
  readonly ref: readonly number[];
  readonly area: readonly number[];
  readonly sigmas: readonly number[];
  readonly thresholds: readonly number[];
}

/** Kinds of oracle `l_keypoints`, by `oracle/kind`. */
export const KEYPOINT_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["l_keypoints/keypoints", pointFigures],
]);

function pointFigures(given: Input): unknown {
  const input = given as unknown as KeypointInput;
  const { truth, thresholds, sigmas } = input;
  const objects = oneAnImage(input);
  const outcomes = matchDetections(objects, KEYPOINT_RULES, {
    classes: ["object"],
    modelClassCount: 1,
  });
  const unitOfImage = Int32Array.from(truth.keys());
  const points = pairedPoints({ ...outcomes, input: objects, unitOfImage });
  const figure = (metric: string) =>
    orNull(createPointsKernel(points, parseReference(metric))(null));
  const perJoint = (alpha: number) =>
    sigmas.map((_, k) => figure(`pck{alpha=${alpha},joint=point ${k + 1}}`));
  const byThreshold = <T>(of: (alpha: number) => T) =>
    Object.fromEntries(thresholds.map((alpha) => [String(alpha), of(alpha)]));
  const compare = keypointComparer(objects, objects.keypoints!);
  const oks = truth.map((joints, i) =>
    joints.some(([, , v]) => v > 0) ? compare(Int32Array.of(i), Int32Array.of(i))[0]! : null,
  );
  return {
    pck: byThreshold((alpha) => figure(`pck{alpha=${alpha}}`)),
    pck_per_joint: byThreshold(perJoint),
    pck_mean_joint: byThreshold((alpha) => meanOf(perJoint(alpha))),
    rmse: figure("keypoint-rmse"),
    mean_error: figure("keypoint-error"),
    nme: figure("nme"),
    oks,
    oks_mean: meanOf(oks),
  };
}

/** An object and its prediction on each image; the longer side of the box is the object's length. */
function oneAnImage({ truth, pred, ref, area, sigmas }: KeypointInput): DetectionInput {
  const count = truth.length;
  const objects = {
    count,
    image: Int32Array.from(truth.keys()),
    label: new Int32Array(count),
    box: Float64Array.from(ref.flatMap((length) => [0, 0, length, 0])),
  };
  return {
    imageCount: count,
    labelCount: 1,
    widthPx: null,
    heightPx: null,
    searched: null,
    truth: {
      ...objects,
      area: Float64Array.from(area),
      flags: Uint8Array.from(truth, (joints) => (joints.some(([, , v]) => v > 0) ? 0 : 2)),
    },
    detections: { ...objects, score: new Float64Array(count).fill(1) },
    keypoints: {
      sigmas: Float64Array.from(sigmas),
      truth: Float64Array.from(truth.flat(2)),
      detections: Float64Array.from(pred.flat(2)),
    },
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
