import { cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import type { ObjectSet } from "../objects/object-set.js";
import { inPieces } from "../objects/written-files.js";

const COLUMNS = ["filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax"] as const;

/**
 * A table with a row a box, in the columns of Roboflow's export, with `score` for predictions and the
 * attributes of the image behind them. An image without an object has a row without a box.
 */
export function* boxesCsvPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(rows(set));
}

function* rows(set: ObjectSet): Generator<string> {
  const { objects, score } = set;
  const columns = freeColumns(set);
  const scoreNames = score === null ? [] : ["score"];
  yield formatCsvRow([...COLUMNS, ...scoreNames, ...columns.map(([name]) => name)]);
  for (let image = 0; image < set.imageCount; image++) {
    const start: CsvCell[] = [set.file[image]!, set.widthPx[image]!, set.heightPx[image]!];
    const attributes = columns.map(([, column]) =>
      column.kind === "numeric" ? column.values[image]! : cellText(column, image),
    );
    const [from, to] = [set.objectStart[image]!, set.objectStart[image + 1]!];
    if (from === to) {
      const blanks: CsvCell[] = [null, null, null, null, null, ...scoreNames.map(() => null)];
      yield formatCsvRow([...start, ...blanks, ...attributes]);
    }
    for (let k = from; k < to; k++) {
      const i = set.objectOrder[k]!;
      const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
        ...[number, number, number, number],
      ];
      const label = set.labelNames[objects.label[i]!] ?? null;
      const scores = score === null ? [] : [score[i]!];
      const box = [label, x, y, x + width, y + height, ...scores];
      yield formatCsvRow([...start, ...box, ...attributes]);
    }
  }
}

/** Attributes whose names are not those of the columns of a box. */
function freeColumns(set: ObjectSet) {
  const taken: ReadonlySet<string> = new Set([...COLUMNS, "score"]);
  return [...set.attributes.columns].filter(([name]) => !taken.has(name.toLowerCase()));
}
