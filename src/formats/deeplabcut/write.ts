import { cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { countPointsAlone, placesOfPoints, pointOf } from "../objects/held-points.js";
import type { ObjectSet } from "../objects/object-set.js";
import { whyNotCell } from "../objects/point-tables.js";
import { inPieces } from "../objects/written-files.js";

/** Attribute of an object with the name of its columns. */
const INDIVIDUAL = "individual";

/** First cells of the rows of headings. */
export const HEADS = ["scorer", "individuals", "bodyparts", "coords"] as const;

/**
 * DeepLabCut's table: rows of headings, then a row an image with x and y of each point, and of predictions how sure the model is.
 * Where images have several objects, or these have names, there is a row of headings with individuals.
 */
export function* deeplabcutPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(rows(set));
}

function* rows(set: ObjectSet): Generator<string> {
  const { points } = set.objects;
  const joints = points?.names ?? [];
  const { names, columnOf } = individualsOf(set);
  const parts = set.kind === "truth" ? ["x", "y"] : ["x", "y", "likelihood"];
  const of = names ?? [""];
  const head = (
    first: (typeof HEADS)[number],
    cell: (name: string, joint: string, k: number) => string,
  ) =>
    formatCsvRow([
      first,
      ...of.flatMap((name) => joints.flatMap((joint) => parts.map((_, k) => cell(name, joint, k)))),
    ]);
  yield head("scorer", () => "homeground");
  if (names !== null) yield head("individuals", (name) => name);
  yield head("bodyparts", (_, joint) => joint);
  yield head("coords", (_name, _joint, k) => parts[k]!);
  const width = parts.length * joints.length;
  for (let image = 0; image < set.imageCount; image++) {
    const cells: CsvCell[] = new Array(width * of.length).fill(null);
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      for (const joint of placesOfPoints(set, i)) {
        const at = columnOf[i]! * width + parts.length * joint;
        const place = pointOf(points!, i, joint);
        for (let part = 0; part < parts.length; part++) cells[at + part] = place[part]!;
      }
    }
    yield formatCsvRow([set.file[image]!, ...cells]);
  }
}

/** Names of individuals, null where one object an image needs none, and which of them each object is. */
function individualsOf(set: ObjectSet): {
  readonly names: readonly string[] | null;
  readonly columnOf: Int32Array;
  /** Whether objects have names that cannot stand in the headings. */
  readonly areNamesLost: boolean;
} {
  const columnOf = new Int32Array(set.objects.count);
  const column = set.objectAttributes.columns.get(INDIVIDUAL);
  const named = column === undefined ? null : namedIndividuals(set, (i) => cellText(column, i));
  if (named !== null) return { ...named, areNamesLost: false };
  let most = 0;
  for (let image = 0; image < set.imageCount; image++) {
    const from = set.objectStart[image]!;
    for (let k = from; k < set.objectStart[image + 1]!; k++) {
      columnOf[set.objectOrder[k]!] = k - from;
      most = Math.max(most, k - from + 1);
    }
  }
  const names = most <= 1 ? null : Array.from({ length: most }, (_, k) => `individual${k + 1}`);
  return { names, columnOf, areNamesLost: column !== undefined };
}

/** Null where an object has no name, or one that another object of its image has. */
function namedIndividuals(set: ObjectSet, nameOf: (i: number) => string | null) {
  const places = new Map<string, number>();
  const columnOf = new Int32Array(set.objects.count);
  for (let image = 0; image < set.imageCount; image++) {
    const taken = new Set<string>();
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const name = nameOf(i);
      if (name === null || taken.has(name) || whyNotCell(name) !== null) return null;
      taken.add(name);
      const place = places.get(name) ?? places.size;
      places.set(name, place);
      columnOf[i] = place;
    }
  }
  return places.size === 0 ? null : { names: [...places.keys()], columnOf };
}

/** Whether an object can have an attribute. */
export function canHoldAttribute(name: string): boolean {
  return name === INDIVIDUAL;
}

/** Counts what becomes of names, labels, boxes and scores. */
export function countDeeplabcut(set: ObjectSet, losses: LossCounter): void {
  countPointsAlone(set, "DeepLabCut's table", losses);
  const { areNamesLost } = individualsOf(set);
  for (const i of set.objectOrder) {
    const file = set.file[set.objects.image[i]!]!;
    if (areNamesLost) {
      const words =
        "names of individuals are lost: some objects have none, or one that another object of the image has";
      losses.add("convert/attributes", words, file);
    }
    if (set.score === null || isMeanOfPoints(set, i)) continue;
    const words =
      "scores are not the mean of how sure the model is of the points, which is all that DeepLabCut's table holds";
    losses.add("convert/scores", words, file);
  }
}

/** How far a score may be from the mean and still be rounding. */
const SLACK = 1e-6;

function isMeanOfPoints(set: ObjectSet, i: number): boolean {
  const { points } = set.objects;
  const sure = placesOfPoints(set, i).flatMap((k) => {
    const [, , third] = pointOf(points!, i, k);
    return Number.isNaN(third) ? [] : [third];
  });
  const mean = sure.length === 0 ? 1 : sure.reduce((sum, one) => sum + one, 0) / sure.length;
  return Math.abs(mean - set.score![i]!) <= SLACK;
}

/** Why each image cannot be named by a row; null where it can. */
export function whyNotImages(file: readonly string[]): readonly (string | null)[] {
  if (file.length > 0 && file.every((name) => /^\d+$/.test(name))) {
    return file.map(() => "a table of which every row is a number would name frames of a video");
  }
  return file.map((name) =>
    HEADS.some((head) => head === name)
      ? "the name is that of a row of headings"
      : whyNotCell(name),
  );
}
