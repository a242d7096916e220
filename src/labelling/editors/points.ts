import type { Joints } from "../../core/objects.js";
import { createProblemList } from "../../formats/import-problems.js";
import { setOfTruth } from "../../formats/objects/object-set.js";
import { createObjectTruthBuilder } from "../../formats/objects/object-truth-builder.js";
import { boxOfAnnotated } from "../../formats/objects/point-columns.js";
import { formatsOfPoints, writeObjects } from "../../formats/write-objects.js";
import { labelAgreement, type PointAgreement } from "../label-agreement.js";
import type { LabelledPoint } from "../label-events.js";
import type { LabelledImage, LabellerState } from "../label-state.js";
import { attributesOf, FORMAT, labelledRows, SOURCE, stateOf } from "../labelled-set.js";
import { boxes } from "./boxes.js";
import { knownJoints } from "./joints.js";
import type { LabelEditor, WriteLabelsOptions } from "./label-editor.js";

/** Named points of each object. */
export const points: LabelEditor = {
  ...boxes,
  id: "points",
  placesPoints: true,
  race: null,
  formats(own) {
    const all = formatsOfPoints();
    const first = all.find((id) => id === own) ?? all[0]!;
    return { all, keepsAll: all[0]!, first };
  },
  write(state, options, format) {
    const { files, losses } = writeObjects(setOfPoints(state, options), format);
    return { files, losses, points: 0 };
  },
  agreement: (first, second, level) => ({
    ...labelAgreement(first, second, level),
    points: pointAgreement(first, second),
  }),
};

/** x, y and what was annotated of each joint: 2 seen, 1 hidden, 0 not in the picture. */
function valuesOf(placed: readonly (LabelledPoint | null)[], { names }: Joints): number[] {
  return names.flatMap((_, k) => {
    const point = placed[k] ?? null;
    return point === null ? [0, 0, 0] : [point.x, point.y, point.isHidden ? 1 : 2];
  });
}

function setOfPoints(state: LabellerState, options: WriteLabelsOptions) {
  const rows = labelledRows(state, options);
  const joints = knownJoints(options.joints ?? null);
  const builder = createObjectTruthBuilder(createProblemList());
  for (const name of options.labels) builder.label(name);
  for (const [i, [image, { label, objects }]] of rows.entries()) {
    const [widthPx, heightPx] = options.sizeOf?.(image) ?? [Number.NaN, Number.NaN];
    const row = builder.image(image, { line: i + 1, state: stateOf(label), widthPx, heightPx });
    for (const { object, label: name, place } of objects) {
      if (place.kind !== "points") continue;
      const values = valuesOf(place.points, joints);
      const box = boxOfAnnotated(values);
      if (box === null) continue; // no point of it was placed: there is no object
      builder.add(row, builder.label(name), box, { id: object });
      builder.points(values);
    }
  }
  const truth = builder.finish({
    format: FORMAT,
    source: SOURCE,
    unit: "pixel",
    written: "xywh",
    idWord: "object",
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
    ]),
    joints,
  });
  return setOfTruth({ ...truth, attributes: attributesOf(rows, options) });
}

/** Objects of one label are paired one to one, the least mean distance first. */
function pointAgreement(first: LabellerState, second: LabellerState): PointAgreement {
  const found = { first: 0, second: 0, pairs: 0, both: 0, one: 0 };
  const apart: number[] = [];
  for (const [image, own] of first.images) {
    const other = second.images.get(image);
    if (own.label?.kind !== "objects" || other?.label?.kind !== "objects") continue;
    const [ours, theirs] = [placedOf(own), placedOf(other)];
    found.first += ours.length;
    found.second += theirs.length;
    const pairs = ours.flatMap((a, i) =>
      theirs.flatMap((b, j) => {
        const distances = a.label === b.label ? distancesOf(a.placed, b.placed) : [];
        return distances.length === 0 ? [] : [{ i, j, mean: meanOf(distances) }];
      }),
    );
    const [mine, yours] = [new Set<number>(), new Set<number>()];
    for (const { i, j } of pairs.sort((a, b) => a.mean - b.mean)) {
      if (mine.has(i) || yours.has(j)) continue;
      mine.add(i);
      yours.add(j);
      const [a, b] = [ours[i]!, theirs[j]!];
      const distances = distancesOf(a.placed, b.placed);
      found.pairs++;
      found.both += distances.length;
      found.one += countOf(a.placed) + countOf(b.placed) - 2 * distances.length;
      if (a.length > 0) apart.push(...distances.map((distance) => distance / a.length));
    }
  }
  apart.sort((a, b) => a - b);
  const halfWithin = apart[Math.ceil(apart.length / 2) - 1] ?? null;
  return { ...found, halfWithin };
}

type Placed = readonly (LabelledPoint | null)[];

function placedOf({ objects }: LabelledImage) {
  return objects.flatMap(({ label, place }) => {
    if (place.kind !== "points" || countOf(place.points) === 0) return [];
    const given = place.points.flatMap((point) => point ?? []);
    const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    const length = Math.max(extent(given.map(({ x }) => x)), extent(given.map(({ y }) => y)));
    return [{ label, placed: place.points, length }];
  });
}

/** Distances of the points that both have. */
function distancesOf(a: Placed, b: Placed): number[] {
  return a.flatMap((point, k) => {
    const other = b[k] ?? null;
    if (point === null || other === null) return [];
    return [Math.sqrt((point.x - other.x) ** 2 + (point.y - other.y) ** 2)];
  });
}

function countOf(placed: Placed): number {
  return placed.filter((point) => point !== null).length;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
