import { HomegroundError } from "../../core/errors.js";
import type { Joints } from "../../core/objects.js";
import { PERSON_SIGMAS } from "../../tasks/detection/keypoint-join.js";

const BOTH_SIDES = ["left", "right"];

/** Between which points of a person COCO draws lines. */
const PERSON_LINES: readonly (readonly [string, string])[] = [
  ...BOTH_SIDES.flatMap((side) =>
    [
      ["ankle", "knee"],
      ["knee", "hip"],
      ["hip", "shoulder"],
      ["shoulder", "elbow"],
      ["elbow", "wrist"],
      ["eye", "ear"],
      ["ear", "shoulder"],
    ].map(([from, to]): [string, string] => [`${side}_${from}`, `${side}_${to}`]),
  ),
  ...["hip", "shoulder", "eye"].map((name): [string, string] => [`left_${name}`, `right_${name}`]),
  ["nose", "left_eye"],
  ["nose", "right_eye"],
];

/** What of a model says which points it places. */
export interface PointModel {
  readonly labels: readonly string[];
  /** Of a family with points it has their names. */
  readonly decode?: object;
}

/**
 * The points that a model places, else those of a person where it says that it finds people; null where nothing
 * says them.
 */
export function jointsOfModel({ decode = {}, labels }: PointModel): Joints | null {
  const named: unknown = "points" in decode ? decode.points : null;
  if (Array.isArray(named) && named.every((one) => typeof one === "string") && named.length > 0) {
    return jointsOf(named);
  }
  return labels.includes("person") ? jointsOf([...PERSON_SIGMAS.keys()]) : null;
}

/** Points of these names, with the lines between them where they are a person's. */
export function jointsOf(names: readonly string[]): Joints {
  return {
    names,
    skeleton: PERSON_LINES.flatMap(([from, to]) => {
      const line = [names.indexOf(from), names.indexOf(to)] as const;
      return line.includes(-1) ? [] : [line];
    }),
  };
}

/** @throws HomegroundError `labels/no-joints` where there are none */
export function knownJoints(joints: Joints | null): Joints {
  if (joints !== null) return joints;
  throw new HomegroundError("labels/no-joints", {
    what: "nothing says which points are to be placed",
    where: "labels",
    fix: "Name them, in the order in which you will place them",
  });
}
