import { cellText, type Table } from "../../core/table.js";
import { formatCsvRow } from "../delimited/csv-write.js";
import { inPieces } from "../objects/written-files.js";
import { COUNT_LABEL } from "./count-roles.js";

/** Images and how many things of each label are in each. */
export interface CountedTable {
  readonly file: readonly string[];
  readonly labels: readonly string[];
  /** Row-major file × labels; NaN where nobody counted. */
  readonly counts: Float64Array;
  readonly attributes: Table;
}

/**
 * A table of counts with the attributes of the image behind: `file`, `count`; of things that have labels `file`, `label`,
 * `count`, a row for each label that is there. An image without any has one row, with 0, or with nothing where nobody
 * counted.
 */
export function countTablePieces(table: CountedTable): Iterable<string> {
  return inPieces(rows(table));
}

function* rows({ file, labels, counts, attributes }: CountedTable): Generator<string> {
  const isOne = labels.length === 1 && labels[0] === COUNT_LABEL;
  const columns = [...attributes.columns];
  yield formatCsvRow([
    "file",
    ...(isOne ? [] : ["label"]),
    COUNT_LABEL,
    ...columns.map(([name]) => name),
  ]);
  for (const [image, name] of file.entries()) {
    const own = counts.subarray(image * labels.length, (image + 1) * labels.length);
    const others = columns.map(([, column]) =>
      column.kind === "numeric" ? column.values[image]! : cellText(column, image),
    );
    if (isOne) {
      yield formatCsvRow([name, own[0]!, ...others]);
      continue;
    }
    const isCounted = !own.some(Number.isNaN);
    if (!own.some((count) => count > 0)) {
      yield formatCsvRow([name, null, isCounted ? 0 : null, ...others]);
    }
    for (const [k, label] of labels.entries()) {
      if (own[k]! > 0) yield formatCsvRow([name, label, own[k]!, ...others]);
    }
  }
}
