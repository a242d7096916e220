import { type Column, cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import type { ObjectSet } from "../objects/object-set.js";
import { inPieces } from "../objects/written-files.js";

const COLUMNS = ["filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax"] as const;

/**
 * A table with a row a box, in the columns of Roboflow's export, with `score` for predictions and the
 * attributes of the image and of the object behind them. An image without an object has a row without a box.
 */
export function* boxesCsvPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(rows(set));
}

/** Names of columns with another meaning. */
const TAKEN: ReadonlySet<string> = new Set([...COLUMNS, "score"]);

/** Whether an attribute of an object can be a column. */
export function canHoldAttribute(name: string): boolean {
  return !TAKEN.has(name.toLowerCase());
}

/** Counts attributes of objects whose column is that of an attribute of the images. */
export function countClashes(set: ObjectSet, losses: LossCounter): void {
  for (const name of set.objectAttributes.columns.keys()) {
    if (!canHoldAttribute(name) || !set.attributes.columns.has(name)) continue;
    const words = "attributes of objects are lost: an attribute of their images has that name";
    losses.add("convert/attributes", words, name);
  }
}

function* rows(set: ObjectSet): Generator<string> {
  const { objects, score } = set;
  const columns = freeColumns(set);
  const ofObjects = objectColumns(set);
  const scoreNames = score === null ? [] : ["score"];
  yield formatCsvRow([
    ...COLUMNS,
    ...scoreNames,
    ...[...columns, ...ofObjects].map(([name]) => name),
  ]);
  for (let image = 0; image < set.imageCount; image++) {
    const start: CsvCell[] = [set.file[image]!, set.widthPx[image]!, set.heightPx[image]!];
    const attributes = columns.map(([, column]) => cellOf(column, image));
    const [from, to] = [set.objectStart[image]!, set.objectStart[image + 1]!];
    if (from === to) {
      const blanks: CsvCell[] = [null, null, null, null, null, ...scoreNames.map(() => null)];
      yield formatCsvRow([...start, ...blanks, ...attributes, ...ofObjects.map(() => null)]);
    }
    for (let k = from; k < to; k++) {
      const i = set.objectOrder[k]!;
      const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
        ...[number, number, number, number],
      ];
      const label = set.labelNames[objects.label[i]!] ?? null;
      const scores = score === null ? [] : [score[i]!];
      const box = [label, x, y, x + width, y + height, ...scores];
      const own = ofObjects.map(([, column]) => cellOf(column, i));
      yield formatCsvRow([...start, ...box, ...attributes, ...own]);
    }
  }
}

/** Attributes whose names are not those of the columns of a box. */
function freeColumns(set: ObjectSet) {
  return [...set.attributes.columns].filter(([name]) => canHoldAttribute(name));
}

function objectColumns({ attributes, objectAttributes }: ObjectSet) {
  return [...objectAttributes.columns].filter(
    ([name]) => canHoldAttribute(name) && !attributes.columns.has(name),
  );
}

function cellOf(column: Column, row: number): CsvCell {
  return column.kind === "numeric" ? column.values[row]! : cellText(column, row);
}
