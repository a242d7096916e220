import { agreed } from "../../core/agreed.js";
import type { Joints } from "../../core/objects.js";
import type { ProblemList } from "../import-problems.js";
import type { JointsByCategory } from "../import-types.js";
import { listOf } from "../json/json-values.js";

/** The joints that a category names; null where it names none. @param where place of the category */
export function jointsOf(
  record: Readonly<Record<string, unknown>>,
  where: string,
  problems: ProblemList,
): Joints | null {
  const { keypoints, skeleton } = record;
  if (keypoints === undefined || keypoints === null) return null;
  const names = listOf(keypoints);
  const isNamed = names.every((name) => typeof name === "string" && name.trim() !== "");
  if (!isNamed || names.length === 0 || new Set(names).size !== names.length) {
    const what = "keypoints is no list of different names; points are called by their number";
    problems.add("annotations/name-invalid", what, `${where}/keypoints`);
    return null;
  }
  const lines: (readonly [number, number])[] = [];
  let wrong = 0;
  for (const pair of listOf(skeleton)) {
    const [from, to] = Array.isArray(pair) ? pair : [];
    // Counted from 1.
    if (isPlace(from, names.length) && isPlace(to, names.length)) lines.push([from - 1, to - 1]);
    else wrong++;
  }
  if (wrong > 0 || (skeleton !== undefined && !Array.isArray(skeleton))) {
    const what = agreed(
      wrong,
      `line of the skeleton is no pair of points, counted from 1; it is left out`,
      `lines of the skeleton are no pair of points, counted from 1; they are left out`,
    );
    problems.add("annotations/wrong-type", what, `${where}/skeleton`);
  }
  return { names: names as readonly string[], skeleton: lines };
}

function isPlace(value: unknown, count: number): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= count;
}

/**
 * One order of the joints of all categories: those of the first, then what others have beside them. A category that
 * names none has as many as its objects, called by their number.
 *
 * @param named by category place
 * @param countOf how many points the objects of a category have; 0 for none
 */
export function cocoJoints(
  named: readonly (Joints | null)[],
  countOf: (category: number) => number,
): JointsByCategory {
  const indexOf = new Map<string, number>();
  const lines = new Map<string, readonly [number, number]>();
  const placesOf = named.map((joints, category) => {
    const count = countOf(category);
    const names = joints?.names ?? Array.from({ length: count }, (_, k) => `point ${k + 1}`);
    if (names.length === 0) return null;
    const places = Int32Array.from(names, (name) => {
      const known = indexOf.get(name) ?? indexOf.size;
      indexOf.set(name, known);
      return known;
    });
    for (const [a, b] of joints?.skeleton ?? []) {
      lines.set(`${places[a]}-${places[b]}`, [places[a]!, places[b]!]);
    }
    return places;
  });
  return { names: [...indexOf.keys()], skeleton: [...lines.values()], placesOf };
}
