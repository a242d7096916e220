import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { truthApart } from "../../core/ways.js";
import { createFieldCounter } from "../fields.js";
import type { FormatPlace, Reader } from "../format.js";
import { createProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import { boxOfAnnotated, boxOfPredicted } from "../objects/point-columns.js";
import {
  ANIMAL,
  emptyTable,
  framesOf,
  isNoNumber,
  numberOf,
  readRows,
} from "../objects/point-tables.js";
import { DEEPLABCUT_FIELDS } from "./fields.js";
import { HEADS } from "./write.js";

/** Columns of one individual: where each joint's numbers are, −1 for none. */
interface Individual {
  readonly name: string;
  /** By joint: columns of x, y and likelihood. */
  readonly columns: readonly (readonly [x: number, y: number, likelihood: number])[];
}

/** A table of DeepLabCut as it was read. */
interface PointTable {
  /** Who annotated, or which model. */
  readonly scorer: string;
  readonly joints: readonly string[];
  readonly individuals: readonly Individual[];
  readonly hasLikelihood: boolean;
  /** Path or frame, cells, and number of the row in the file, from 1. */
  readonly rows: readonly {
    readonly image: string;
    readonly cells: string[];
    readonly line: number;
  }[];
}

async function readTable({ access, path }: FormatPlace): Promise<PointTable> {
  const all = await readRows(access, path);
  const heads = new Map<string, string[]>();
  let first = 0;
  while (first < all.length && HEADS.some((head) => head === all[first]![0])) {
    heads.set(all[first]![0]!, all[first]!);
    first++;
  }
  const [scorers, bodyparts, coords] = [
    heads.get("scorer"),
    heads.get("bodyparts"),
    heads.get("coords"),
  ];
  if (scorers === undefined || bodyparts === undefined || coords === undefined) {
    throw new HomegroundError("input/bad-shape", {
      what: "the table does not begin with the rows scorer, bodyparts and coords",
      where: path,
      fix: "Give the CSV as DeepLabCut wrote it, with its rows of headings",
    });
  }
  // Newer versions keep folder, video and file of an image in a column each.
  let index = 1;
  while (index < coords.length && coords[index] === "") index++;
  const joints: string[] = [];
  const individuals: { name: string; columns: [number, number, number][] }[] = [];
  for (let c = index; c < coords.length; c++) {
    const kind = ["x", "y", "likelihood"].indexOf(coords[c]!);
    const joint = bodyparts[c] ?? "";
    if (kind < 0 || joint === "") continue;
    if (!joints.includes(joint)) joints.push(joint);
    const name = heads.get("individuals")?.[c] ?? "";
    let own = individuals.find((one) => one.name === name);
    if (own === undefined) {
      own = { name, columns: [] };
      individuals.push(own);
    }
    const at = joints.indexOf(joint);
    while (own.columns.length <= at) own.columns.push([-1, -1, -1]);
    own.columns[at]![kind] = c;
  }
  for (const { columns } of individuals) {
    while (columns.length < joints.length) columns.push([-1, -1, -1]);
  }
  const rows = all.slice(first).map((cells, i) => ({
    image: cells.slice(0, index).join("/").replaceAll("\\", "/"),
    cells,
    line: first + i + 1,
  }));
  if (rows.length === 0) throw emptyTable(path);
  const hasLikelihood = individuals.some(({ columns }) => columns.some(([, , at]) => at >= 0));
  return { scorer: scorers[index] ?? "", joints, individuals, hasLikelihood, rows };
}

/** Paths of rows, of frames those of the images with that number; null for a row that has none. */
async function imagesOfRows({ rows }: PointTable, place: FormatPlace) {
  const areFrames = rows.every(({ image }) => /^\d+$/.test(image));
  const frames = areFrames ? framesOf(await place.images()) : null;
  return {
    note: frames?.note ?? (() => {}),
    of: (image: string): string | null => (frames === null ? image : frames.image(Number(image))),
  };
}

/** Three numbers a joint; what is missing is as `absent` says. */
function pointsOf(
  { columns }: Individual,
  cells: readonly string[],
  third: (likelihood: number) => number,
): { readonly values: Float64Array; readonly found: number; readonly wrong: string | null } {
  const values = new Float64Array(3 * columns.length);
  let found = 0;
  let wrong: string | null = null;
  for (const [k, places] of columns.entries()) {
    const [x, y, likelihood] = places.map((c) => (c < 0 ? Number.NaN : numberOf(cells[c])));
    wrong ??= places.map((c) => cells[c]).find(isNoNumber) ?? null;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    values.set([x!, y!, third(likelihood!)], 3 * k);
    found++;
  }
  return { values, found, wrong };
}

/**
 * Reads annotated points of DeepLabCut: three or four rows of headings (scorer, individuals, bodyparts, coords), then a row an
 * image with x and y of each point, empty where it is not annotated. Each individual with a point is an object, its box the
 * least around its points. An image without any is *empty*.
 *
 * @throws HomegroundError `annotations/looks-like-results` for predictions, which have likelihoods; `input/empty`,
 *   `input/bad-shape`
 */
export const objects: Reader<"objects"> = async (place, options) => {
  const table = await readTable(place);
  const { joints, individuals, rows, hasLikelihood } = table;
  if (hasLikelihood) {
    throw new HomegroundError("annotations/looks-like-results", {
      what: "the points have likelihoods, as predictions have",
      where: place.source,
      fix: truthApart("the ground truth"),
    });
  }
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const images = await imagesOfRows(table, place);
  for (const { image, cells, line } of rows) {
    const path = images.of(image);
    if (path === null) continue;
    const row = builder.image(path, { line, state: TRUTH_STATE.empty });
    for (const individual of individuals) {
      const where = `${place.source}, line ${line}`;
      const { values, found, wrong } = pointsOf(individual, cells, () => 2);
      if (wrong !== null) {
        const what = `a place is ${quoted(wrong)}, no number; the point is left out`;
        problems.add("annotations/not-a-number", what, where);
        if (found === 0) builder.lose(row);
      }
      const box = boxOfAnnotated(values);
      if (box === null) continue;
      const { name } = individual;
      builder.add(row, builder.label(ANIMAL), box, {
        id: line,
        ...(name === "" ? {} : { attributes: { individual: name } }),
      });
      builder.points(values);
    }
  }
  images.note(problems, place.source);
  if (builder.count > 0) {
    const what = agreed(
      builder.count,
      `object has no area: it gets that of the least box around its points`,
      `objects have no area: they get that of the least box around their points`,
    );
    problems.add("annotations/area-missing", what, place.source);
  }
  return builder.finish({
    ...described(table, place.source),
    written: "xywh",
    idWord: "line",
    joints: options.points === true ? { names: joints, skeleton: [] } : undefined,
  });
};

/**
 * Reads predicted points of DeepLabCut: as annotated ones, with a likelihood each. The score of an individual is the mean of its
 * likelihoods, 1 where there are none.
 *
 * @throws HomegroundError `input/empty`, `input/bad-shape`
 */
export const detections: Reader<"detections"> = async (place, options) => {
  const table = await readTable(place);
  const { joints, individuals, rows } = table;
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const images = await imagesOfRows(table, place);
  for (const { image, cells, line } of rows) {
    const path = images.of(image);
    if (path === null) continue;
    const row = builder.image(path, line);
    for (const individual of individuals) {
      const where = `${place.source}, line ${line}`;
      const { values, found, wrong } = pointsOf(individual, cells, (likelihood) => likelihood);
      if (wrong !== null) {
        const what = `a place is ${quoted(wrong)}, no number; the point is left out`;
        problems.add("predictions/points-invalid", what, where);
      }
      if (found === 0) continue;
      const points = absentAsNone(values);
      const [x = 0, y = 0, width = 0, height = 0] = boxOfPredicted(points) ?? [];
      const box = [x, y, width, height] as const;
      if (builder.add(row, builder.label(ANIMAL), meanLikelihood(points), box, where)) {
        builder.points(points);
      }
    }
  }
  images.note(problems, place.source);
  return builder.finish({
    ...described(table, place.source),
    namesOnlyFound: true,
    joints: (options.points ?? false) !== false ? { names: joints, skeleton: [] } : undefined,
  });
};

function described({ scorer }: PointTable, source: string) {
  const notRead = createFieldCounter(DEEPLABCUT_FIELDS);
  notRead.field("header: ", "scorer", scorer, source);
  return {
    format: { id: "deeplabcut", reason: "rows of headings scorer, bodyparts and coords" },
    source,
    unit: "pixel",
    notRead: notRead.finish(),
    roles: new Map([
      ["image", "the first column"],
      ["points", "x and y of each of bodyparts"],
    ]),
  } as const;
}

/** A point that was not found is nowhere, not at 0, 0. */
function absentAsNone(values: Float64Array): Float64Array {
  const points = values.slice();
  for (let at = 0; at < points.length; at += 3) {
    if (points[at] === 0 && points[at + 1] === 0 && points[at + 2] === 0)
      points.fill(Number.NaN, at, at + 3);
  }
  return points;
}

function meanLikelihood(points: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let at = 2; at < points.length; at += 3) {
    if (Number.isNaN(points[at]!)) continue;
    sum += points[at]!;
    count++;
  }
  return count === 0 ? 1 : sum / count;
}
