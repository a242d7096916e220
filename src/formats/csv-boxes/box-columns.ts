import { foldName } from "../column-names.js";
import type { ProblemList } from "../import-problems.js";
import type { TakenReading } from "../import-types.js";
import type { DetectionsBuilder } from "../objects/detections-builder.js";
import type { BoxUnit, BoxWriting } from "../objects/object-types.js";
import type { ChosenPredictionReadings } from "../prediction-reading/choices.js";
import type { ReadingChoice } from "../reading-choice.js";

/** What the four columns of a box hold. */
export type BoxKind = "corners" | "corner-size" | "centre-size";

/** How each kind writes a box, as a user can say it. */
const WRITTEN: { readonly [kind in BoxKind]: BoxWriting } = {
  corners: "xyxy",
  "corner-size": "xywh",
  "centre-size": "cxcywh",
};

export function writingOf(kind: BoxKind): BoxWriting {
  return WRITTEN[kind];
}

/** The kind that a user says that boxes are; null where nothing is said of that. */
export function kindAsTold({ predictionBoxes }: ChosenPredictionReadings): BoxKind | null {
  const kinds: readonly BoxKind[] = ["corners", "corner-size", "centre-size"];
  return kinds.find((kind) => WRITTEN[kind] === predictionBoxes) ?? null;
}

/** How the columns of a box were understood, for the choice that would say it otherwise. */
export function boxesFound(
  { name }: Pick<ReadingChoice, "name">,
  kind: BoxKind,
  unit: BoxUnit,
): readonly TakenReading[] {
  return [writingOf(kind), unit].map((value) => ({ reading: name, value, chosen: "found" }));
}

/** The columns of a table that hold a box a row. */
export interface BoxColumns {
  readonly kind: BoxKind;
  /** x, y, then x, y of the other corner, or width and height. */
  readonly columns: readonly [string, string, string, string];
}

/** Sets of columns that hold a box, the surest first; names are folded. */
const SETS: readonly (readonly [BoxKind, string])[] = [
  ["corners", "xmin ymin xmax ymax"],
  ["corners", "x1 y1 x2 y2"],
  ["corners", "xtl ytl xbr ybr"],
  ["corners", "bboxx1 bboxy1 bboxx2 bboxy2"],
  ["corners", "bboxxmin bboxymin bboxxmax bboxymax"],
  ["corners", "left top right bottom"],
  ["corner-size", "bboxx bboxy bboxwidth bboxheight"],
  ["corner-size", "bboxx bboxy bboxw bboxh"],
  ["corner-size", "xmin ymin boxwidth boxheight"],
  ["corner-size", "left top width height"],
  ["corner-size", "x y w h"],
  ["corner-size", "x1 y1 w h"],
  ["corner-size", "x1 y1 width height"],
  ["corner-size", "left top w h"],
  ["corner-size", "xmin ymin width height"],
  ["centre-size", "xcenter ycenter width height"],
  ["centre-size", "xcentre ycentre width height"],
  ["centre-size", "centerx centery width height"],
  ["centre-size", "xc yc w h"],
  ["centre-size", "cx cy w h"],
  ["corner-size", "x y width height"],
];

/** Finds the columns of a box by their names; null where there are none. */
export function guessBoxColumns(names: readonly string[]): BoxColumns | null {
  const plain = columnsNamed(names, foldName);
  return setAmong(plain) ?? setAmong(columnsNamed(names, withoutPrefix));
}

/** What names of a box's columns begin with, as `bbx_xtl` does; of a folded name. */
const PREFIX = /^(boundingbox|bndbox|bbox|bbx|box|rect)/;

/** The folded name without what says that it is of a box; empty where nothing says so. */
function withoutPrefix(name: string): string {
  const folded = foldName(name);
  return PREFIX.test(folded) ? folded.replace(PREFIX, "") : "";
}

/** The first column of each name. */
function columnsNamed(
  names: readonly string[],
  fold: (name: string) => string,
): ReadonlyMap<string, string> {
  const byFolded = new Map<string, string>();
  for (const name of names) {
    const folded = fold(name);
    if (!byFolded.has(folded)) byFolded.set(folded, name);
  }
  return byFolded;
}

function setAmong(byFolded: ReadonlyMap<string, string>): BoxColumns | null {
  for (const [kind, wanted] of SETS) {
    const [a, b, c, d] = wanted.split(" ").map((name) => byFolded.get(name));
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    return { kind, columns: [a, b, c, d] };
  }
  return null;
}

/** x, y, width, height of a box from its four numbers; a NaN stays one. */
export function boxFrom(
  kind: BoxKind,
  a: number,
  b: number,
  c: number,
  d: number,
): [x: number, y: number, width: number, height: number] {
  switch (kind) {
    case "corners":
      return [a, b, c - a, d - b];
    case "corner-size":
      return [a, b, c, d];
    case "centre-size":
      return [a - c / 2, b - d / 2, c, d];
  }
}

/** Fractions may be so much outside 0 to 1 by rounding. */
const SLACK = 1e-6;

/**
 * What boxes that say no unit are in: fractions where every box lies within the unit square and one
 * has a side that is no whole number, otherwise pixels.
 *
 * @param box x, y, width, height in turn
 */
export function guessUnit(box: Float64Array): BoxUnit {
  let isBroken = false;
  for (let at = 0; at + 3 < box.length; at += 4) {
    const [x, y, width, height] = [box[at]!, box[at + 1]!, box[at + 2]!, box[at + 3]!];
    if (x < -SLACK || y < -SLACK || x + width > 1 + SLACK || y + height > 1 + SLACK) return "pixel";
    isBroken ||= !(Number.isInteger(x) && Number.isInteger(width));
    isBroken ||= !(Number.isInteger(y) && Number.isInteger(height));
  }
  return isBroken ? "fraction" : "pixel";
}

/** {@link guessUnit} of detections; that they are taken for fractions is listed. */
export function guessUnitOf(
  detections: DetectionsBuilder,
  path: string,
  problems: ProblemList,
): BoxUnit {
  const unit = guessUnit(detections.boxes());
  if (unit === "fraction") {
    const what = "every box lies between 0 and 1: they are taken as fractions, not pixels";
    problems.add("predictions/looks-normalised", what, path);
  }
  return unit;
}
