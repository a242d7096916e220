import { hypot } from "../../core/elementary.js";
import type { PairedPoints } from "../../outcomes/detection/paired-points.js";
import type { MetricReference } from "../estimate-types.js";
import type { MetricParameter } from "../metric.js";
import type { MetricWords } from "../metric-words.js";
import { settingOf } from "../parameters.js";
import { jointIndices } from "./joint-names.js";

/** The word for the longer side of an object's box. */
const BOX = "bbox";

/** What distances are measured in: the longer side of the object's box, or how far two of its points are apart. */
export const LENGTH = {
  name: "length",
  kind: "joints",
  count: 2,
  words: [BOX],
  default: BOX,
  alwaysPrinted: true,
} as const satisfies MetricParameter;

/** One of the points; left out: all. */
export const JOINT: MetricParameter = {
  name: "joint",
  kind: "joints",
  count: 1,
  words: [],
  default: null,
  alwaysPrinted: false,
};

/** The length of each object in px; NaN where it has none: no side, or one of two points is not annotated. */
export function objectLengths(points: PairedPoints, reference: MetricReference): Float64Array {
  const { count, box, truth, joints } = points;
  const length = settingOf(reference, LENGTH);
  const between = length === BOX ? null : jointIndices(length, joints, reference);
  const lengths = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const own =
      between === null
        ? Math.max(box[4 * i + 2]!, box[4 * i + 3]!)
        : distanceWithin(truth, i * joints.length + between[0]!, i * joints.length + between[1]!);
    lengths[i] = own > 0 ? own : Number.NaN;
  }
  return lengths;
}

function distanceWithin(truth: Float64Array, a: number, b: number): number {
  if (!(truth[3 * a + 2]! > 0 && truth[3 * b + 2]! > 0)) return Number.NaN;
  return hypot(truth[3 * a]! - truth[3 * b]!, truth[3 * a + 1]! - truth[3 * b + 1]!);
}

/** Indices of the points that a reference is about: one, or all. */
export function jointsOf({ joints }: PairedPoints, reference: MetricReference): readonly number[] {
  const name = reference.parameters.get(JOINT.name);
  return name === undefined ? [...joints.keys()] : jointIndices(name, joints, reference);
}

/** Of one point its name stands behind the heading. */
export function ofJoint(label: string): NonNullable<MetricWords["variant"]> {
  return (parameters) => {
    const name = parameters.get(JOINT.name);
    return name === undefined
      ? null
      : { label: `${label}: ${name}`, phrase: `${label.toLowerCase()} at ${name}` };
  };
}
