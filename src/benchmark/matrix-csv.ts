import { csvTable } from "../reports/csv.js";
import type { TransferMatrix } from "./transfer-matrix.js";

/** `matrix.csv`: a row a model at a place, all digits. */
export function matrixCsv({ metric, columns }: TransferMatrix): string {
  return csvTable(
    [
      ...["model", "place", "condition", "month", "metric", "value", "low", "high", "n"],
      ...["provenance", "source", "place_of_training"],
    ],
    columns.flatMap(({ place, condition, month, cells }) =>
      cells.map(({ model, value, low, high, n, provenance, source, isTrained }) => [
        model,
        place,
        condition,
        month,
        metric,
        value,
        low,
        high,
        n,
        provenance,
        source,
        isTrained === null ? null : String(isTrained),
      ]),
    ),
  );
}
