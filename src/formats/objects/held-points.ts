import type { ObjectPoints } from "../../core/objects.js";
import { quoted } from "../import-problems.js";
import type { LossCounter } from "./conversion-losses.js";
import type { FormatHolds } from "./format-holds.js";
import type { ObjectSet } from "./object-set.js";
import { POINT_WIDTH } from "./point-columns.js";
import { ANIMAL } from "./point-tables.js";

/** Whether a point of the columns is there: annotated, or at a place that the model gives. */
function isThere({ kind }: Pick<ObjectSet, "kind">, values: Float64Array, at: number): boolean {
  return kind === "truth" ? values[at + 2]! > 0 : !Number.isNaN(values[at]! + values[at + 1]!);
}

/** Places among the joints of the points that an object has. */
export function placesOfPoints(set: ObjectSet, i: number): readonly number[] {
  const { points } = set.objects;
  if (points === undefined) return [];
  const width = points.names.length;
  return [...points.names.keys()].filter((k) =>
    isThere(set, points.values, POINT_WIDTH * (i * width + k)),
  );
}

/** Whether an object has a point. */
export function hasPoint(set: ObjectSet, i: number): boolean {
  return placesOfPoints(set, i).length > 0;
}

/** x, y and the third number of a point. @param k place of its joint */
export function pointOf(
  points: ObjectPoints,
  i: number,
  k: number,
): readonly [x: number, y: number, third: number] {
  const at = POINT_WIDTH * (i * points.names.length + k);
  return [points.values[at]!, points.values[at + 1]!, points.values[at + 2]!];
}

/** Labels of which an object has a point; of all where no object has one, but joints are named. */
export function labelsWithPoints(set: ObjectSet): ReadonlySet<number> {
  if (set.objects.points === undefined) return new Set();
  const found = new Set<number>();
  for (const i of set.objectOrder) {
    const label = set.objects.label[i]!;
    if (!found.has(label) && hasPoint(set, i)) found.add(label);
  }
  return found.size > 0 ? found : new Set(set.labelNames.keys());
}

/** The points with each place changed; what is not there stays nowhere. */
export function movedPoints(
  set: ObjectSet,
  placed: (value: number, axis: 0 | 1, object: number) => number,
): { readonly points?: ObjectPoints } {
  const { points } = set.objects;
  if (points === undefined) return {};
  const values = points.values.slice();
  for (const i of set.objectOrder) {
    for (const k of placesOfPoints(set, i)) {
      const at = POINT_WIDTH * (i * points.names.length + k);
      values[at] = placed(values[at]!, 0, i);
      values[at + 1] = placed(values[at + 1]!, 1, i);
    }
  }
  return { points: { ...points, values } };
}

/** The set with the points that a format can hold; what it cannot is counted. */
export function heldPoints(set: ObjectSet, holds: FormatHolds, losses: LossCounter): ObjectSet {
  const { points, ...others } = set.objects;
  if (points === undefined) return set;
  const lose = (i: number, words: string) =>
    losses.add("convert/points", words, set.file[set.objects.image[i]!]!);
  if (holds.points === undefined) {
    const words = `points are lost (${listed(namesThere(set, points))}): ${holds.name} ${holds.unit === "any" ? "has no place for them" : "holds their boxes"}`;
    for (const i of set.objectOrder) for (const _ of placesOfPoints(set, i)) lose(i, words);
    return { ...set, objects: others };
  }
  const { hidden, skeleton, unnamed, sure, whyNot } = holds.points;
  const wrong = points.names.map((name) => whyNot?.(name) ?? null);
  const drawn = skeleton ? points.skeleton : [];
  for (const [from, to] of skeleton ? [] : points.skeleton) {
    const where = `${points.names[from]}–${points.names[to]}`;
    losses.add("convert/points", `lines between points are lost: ${holds.name} has none`, where);
  }
  if (!unnamed) {
    const there = new Set(namesThere(set, points));
    const words = `names of points that no object has are lost: ${holds.name} names those that are placed`;
    for (const name of points.names)
      if (!there.has(name)) losses.add("convert/points", words, name);
  }
  const isOfPeople = set.kind === "predictions" && holds.scores === "lost";
  const values = points.values.slice();
  for (const i of set.objectOrder) {
    for (const k of points.names.keys()) {
      const at = POINT_WIDTH * (i * points.names.length + k);
      const isHere = isThere(set, values, at);
      if (isHere && wrong[k] !== null) {
        lose(
          i,
          `points are called ${quoted(points.names[k]!)}, which ${holds.name} cannot have (${wrong[k]}); they are lost`,
        );
      }
      if (wrong[k] !== null || (isOfPeople && !isHere)) {
        values.fill(set.kind === "truth" || isOfPeople ? 0 : Number.NaN, at, at + POINT_WIDTH);
        continue;
      }
      if (set.kind === "truth") {
        if (!isHere || hidden || values[at + 2]! >= 2) continue;
        lose(i, `hidden points become seen ones: ${holds.name} does not tell them apart`);
        values[at + 2] = 2;
      } else if (isOfPeople) values[at + 2] = 2;
      else if (sure === "needed" && isHere && Number.isNaN(values[at + 2]!)) {
        lose(i, `points of which nothing says how sure the model is get 1: ${holds.name} needs it`);
        values[at + 2] = 1;
      }
    }
  }
  return { ...set, objects: { ...others, points: { ...points, skeleton: drawn, values } } };
}

function namesThere(set: ObjectSet, points: ObjectPoints): string[] {
  const found = new Set<number>();
  for (const i of set.objectOrder) {
    if (found.size === points.names.length) break;
    for (const k of placesOfPoints(set, i)) found.add(k);
  }
  return points.names.filter((_, k) => found.has(k));
}

/** So many names are listed in a message. */
const NAMES_SHOWN = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quoted);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** How far a box may be from the least around its points, as a share of its size, and still be rounding. */
const BOX_SLACK = 1e-6;

/** Whether the box of an object is the least around its points. */
export function isAroundPoints(set: ObjectSet, i: number): boolean {
  const { points, box } = set.objects;
  const places = placesOfPoints(set, i);
  if (points === undefined || places.length === 0) return false;
  const there = places.map((k) => pointOf(points, i, k));
  return [0, 1].every((axis) => {
    const along = there.map((point) => point[axis]!);
    const [least, most] = [Math.min(...along), Math.max(...along)];
    const [from, length] = [box[4 * i + axis]!, box[4 * i + 2 + axis]!];
    const slack = BOX_SLACK * Math.max(1, length);
    return Math.abs(from - least) <= slack && Math.abs(from + length - most) <= slack;
  });
}

/** Counts what is lost of objects that are their points: other boxes, and what they are called. */
export function countPointsAlone(set: ObjectSet, name: string, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    const file = set.file[set.objects.image[i]!]!;
    const label = set.labelNames[set.objects.label[i]!] ?? "";
    if (label !== ANIMAL) {
      const words = `objects are called ${quoted(label)}, which ${name} has no place for: they are read as ${quoted(ANIMAL)}`;
      losses.add("convert/label-name", words, file);
    }
    if (isAroundPoints(set, i)) continue;
    const words = `boxes are not the least around their points, and ${name} holds the points alone`;
    losses.add("convert/boxes", words, file);
  }
}
