import { atan2 } from "../../core/elementary.js";
import { HomegroundError } from "../../core/errors.js";
import type { PairedPoints } from "../../outcomes/detection/paired-points.js";
import { meanEstimate } from "../estimate-mean.js";
import type { EstimateDetail, MetricReference } from "../estimate-types.js";
import {
  type GivenMetric,
  KEYPOINTS,
  type Metric,
  type MetricParameter,
  metric,
} from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { namedClass } from "../not-available.js";
import { CLASS } from "../parameters.js";
import { formatReference } from "../reference-text.js";
import { createUnitSample } from "../sample.js";
import { jointIndices } from "./joint-names.js";
import { JOINT, jointsOf, LENGTH, objectLengths, ofJoint } from "./lengths.js";

/** Errors of points or of objects, each with the object that it is of. */
interface PointErrors {
  readonly values: Float64Array;
  readonly object: Int32Array;
}

type ErrorsOf = (points: PairedPoints, reference: MetricReference) => PointErrors;

/** Distances of points that are annotated and predicted, or what is made of each. */
function distances(of: (distance: number) => number): ErrorsOf {
  return (points, reference) => {
    const { distance, joints } = points;
    const asked = jointsOf(points, reference);
    return collected(points, reference, (i) =>
      asked.flatMap((k) => {
        const one = distance[i * joints.length + k]!;
        return Number.isNaN(one) ? [] : [of(one)];
      }),
    );
  };
}

/** Mean distance of an object's points over its length. */
const normalised: ErrorsOf = (points, reference) => {
  const { distance, joints } = points;
  const lengths = objectLengths(points, reference);
  const asked = jointsOf(points, reference);
  return collected(points, reference, (i) => {
    let sum = 0;
    let count = 0;
    for (const k of asked) {
      const one = distance[i * joints.length + k]!;
      if (Number.isNaN(one)) continue;
      sum += one;
      count++;
    }
    const value = sum / count / lengths[i]!;
    return Number.isNaN(value) ? [] : [value];
  });
};

const DEGREES = 180 / Math.PI;

/** By how many degrees the direction from one point to another is off, the shorter way round. */
const directions: ErrorsOf = (points, reference) => {
  const { truth, predicted, joints } = points;
  const named = reference.parameters.get(DIRECTION.name);
  if (named === undefined) {
    throw new HomegroundError("metric/bad-parameter", {
      what: "a direction is from one point to another, and none are named",
      where: `metric '${formatReference(reference)}'`,
      fix: `Write ${reference.id}{joints=FROM~TO}`,
    });
  }
  const [from = 0, to = 0] = jointIndices(named, joints, reference);
  return collected(points, reference, (i) => {
    const [a, b] = [i * joints.length + from, i * joints.length + to];
    if (!(truth[3 * a + 2]! > 0 && truth[3 * b + 2]! > 0)) return [];
    const [tx, ty] = [truth[3 * b]! - truth[3 * a]!, truth[3 * b + 1]! - truth[3 * a + 1]!];
    const [px, py] = [
      predicted[2 * b]! - predicted[2 * a]!,
      predicted[2 * b + 1]! - predicted[2 * a + 1]!,
    ];
    // Two points at one place have no direction.
    if (Number.isNaN(px + py) || (tx === 0 && ty === 0) || (px === 0 && py === 0)) return [];
    // Of the vector of one direction seen from the other: no angle has to be wrapped.
    return [Math.abs(atan2(tx * py - ty * px, tx * px + ty * py)) * DEGREES];
  });
};

function collected(
  { count, label, classes }: PairedPoints,
  reference: MetricReference,
  of: (object: number) => readonly number[],
): PointErrors {
  const wanted = namedClass(reference, classes);
  const values: number[] = [];
  const object: number[] = [];
  for (let i = 0; i < count; i++) {
    if (wanted !== null && label[i] !== wanted) continue;
    for (const value of of(i)) {
      values.push(value);
      object.push(i);
    }
  }
  return { values: Float64Array.from(values), object: Int32Array.from(object) };
}

/** The mean over all errors; the unit, or its cluster, is what varies: `t-cluster` (METHODS §2.4). */
function errorEstimate(
  points: PairedPoints,
  errors: PointErrors,
  weights: Float64Array | null,
): MetricEstimate {
  const { sample, kept } = createUnitSample(points, weights);
  const placeOf = new Int32Array(points.unitCount).fill(kept === null ? 0 : -1);
  if (kept === null) for (let i = 0; i < placeOf.length; i++) placeOf[i] = i;
  else for (let i = 0; i < kept.length; i++) placeOf[kept[i]!] = i;
  const rows: number[] = [];
  for (let i = 0; i < errors.values.length; i++) {
    if (placeOf[points.unitOf[errors.object[i]!]!]! >= 0) rows.push(i);
  }
  const unit = Int32Array.from(rows, (i) => placeOf[points.unitOf[errors.object[i]!]!]!);
  const { cluster, clusterCount, unitCount } = sample.outcomes;
  const own = sample.weights;
  const estimate = meanEstimate(
    {
      outcomes: {
        unitCount: rows.length,
        cluster: cluster === null ? unit : unit.map((at) => cluster[at]!),
        clusterCount: cluster === null ? unitCount : clusterCount,
      },
      weights: own === null || rows.length === 0 ? null : Float64Array.from(unit, (at) => own[at]!),
    },
    Float64Array.from(rows, (i) => errors.values[i]!),
  );
  return {
    ...estimate,
    at: (level) => {
      const detail = estimate.at(level);
      return { ...detail, clusters: cluster === null ? null : detail.clusters };
    },
  };
}

function errorMetric(
  errorsOf: ErrorsOf,
  given: Omit<GivenMetric, "tasks" | "kind" | "needs" | "nullUnits" | "direction" | "detections">,
  of: (mean: number) => number = (mean) => mean,
): Metric {
  const mapped = (detail: EstimateDetail): EstimateDetail => {
    const map = (value: number | null) => (value === null ? null : of(Math.max(0, value)));
    return { ...detail, value: map(detail.value), low: map(detail.low), high: map(detail.high) };
  };
  return metric({
    range: [0, Number.POSITIVE_INFINITY],
    tasks: KEYPOINTS,
    kind: "ratio",
    needs: "detections",
    direction: "lower-is-better",
    nullUnits:
      "Points that are not annotated, or not predicted, have no distance and are left out, and so are objects without a prediction: see pck for those. Predictions are paired as for pck.",
    ...given,
    detections: {
      over: "points",
      estimate(points, reference, { weights = null }) {
        const estimate = errorEstimate(points, errorsOf(points, reference), weights);
        return { ...estimate, at: (level) => mapped(estimate.at(level)) };
      },
      kernel(points, reference) {
        const { values, object } = errorsOf(points, reference);
        return (weights) => {
          let sum = 0;
          let total = 0;
          for (let i = 0; i < values.length; i++) {
            const weight = weights?.[points.unitOf[object[i]!]!] ?? 1;
            sum += weight * values[i]!;
            total += weight;
          }
          return of(sum / total);
        };
      },
    },
  });
}

/** The two points that a direction is from and to. */
const DIRECTION: MetricParameter = {
  name: "joints",
  kind: "joints",
  count: 2,
  words: [],
  default: null,
  alwaysPrinted: false,
};

/** Metrics of how far points are off. */
export const POINT_ERRORS: readonly Metric[] = [
  errorMetric(
    distances((distance) => distance),
    {
      id: "keypoint-error",
      name: "mean distance of keypoints",
      unit: "px",
      parameters: [CLASS, JOINT],
      formula: "mean over annotated points that are predicted of their distance in px",
      source: "its definition (oracle l)",
      words: {
        label: "Points off by",
        phrase: "mean distance of points",
        variant: ofJoint("Off by"),
        sentence: "How many pixels a point is off, on average.",
        short: "how far points are off, in pixels",
        scale: "number",
      },
      definition: "the mean distance of points from where they were annotated, in pixels",
    },
  ),
  errorMetric(
    distances((distance) => distance * distance),
    {
      id: "keypoint-rmse",
      name: "root mean squared distance of keypoints",
      unit: "px",
      parameters: [CLASS, JOINT],
      formula:
        "√ of the mean over annotated points that are predicted of their squared distance in px",
      source: "its definition (oracle l); DeepLabCut states it of its test images",
      words: {
        label: "Points off by, large ones weigh more",
        phrase: "root mean squared distance of points",
        sentence: "How many pixels a point is off, large misses weighing most.",
        short: "how far points are off, in pixels",
        scale: "number",
      },
      definition:
        "the root of the mean squared distance of points from where they were annotated, in pixels",
    },
    Math.sqrt,
  ),
  errorMetric(normalised, {
    id: "nme",
    name: "normalised mean error of keypoints",
    unit: "object lengths",
    parameters: [CLASS, LENGTH, JOINT],
    formula:
      "mean over objects of (mean distance of their annotated points that are predicted / length); length as in pck",
    source: 'Sagonas et al., "300 Faces in-the-Wild Challenge", ICCV workshops 2013',
    words: {
      label: "Points off by, of the object's length",
      phrase: "normalised mean error",
      sentence: "How far the points of an object are off, as a share of its length.",
      short: "how far points are off, by length",
      scale: "number",
    },
    definition: "the mean distance of an object's points divided by its length, mean over objects",
  }),
  errorMetric(directions, {
    id: "direction-error",
    name: "mean error of a direction",
    unit: "degrees",
    range: [0, 180],
    parameters: [CLASS, DIRECTION],
    formula:
      "mean over objects of the angle from 0° to 180° between the direction from one of two points to the other as annotated and as predicted",
    source: "circular distance: Fisher, Statistical Analysis of Circular Data, Cambridge 1993",
    words: {
      label: "Direction off by",
      phrase: "mean error of the direction",
      sentence: "By how many degrees the direction from one point to another is off, on average.",
      short: "how far a direction is off, degrees",
      scale: "number",
    },
    definition: ({ parameters }) =>
      `the mean angle between the direction ${parameters.get("joints") ?? ""} as annotated and as predicted, in degrees`,
  }),
];
