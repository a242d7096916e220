import { integerColumn, textColumn } from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import type { CountedThings } from "../metrics/group-shares.js";
import type { ItemNames, OutcomeColumns, OutcomeFacts, UnitNames } from "./task.js";

/** A metric of one class. */
export function ofClass(id: string, name: string): MetricReference {
  return { id, parameters: new Map([["class", name]]) };
}

/** Column of the scores of a label. */
export function scoreName(label: string): string {
  return `score_${label}`;
}

/** A table with a row a unit. */
export function unitTable(
  { unitCount }: { readonly unitCount: number },
  fileOf: (unit: number) => string,
  columns: readonly ParquetColumn[],
  facts?: OutcomeFacts,
): OutcomeColumns {
  return {
    rowCount: unitCount,
    columns: [textColumn("file", fileOf), integerColumn("unit", (row) => row), ...columns],
    unitOfRow: null,
    ...(facts === undefined ? {} : { facts }),
  };
}

/** Units that are hit or missed as they are. */
export function wholeUnits(
  { unitCount, classes }: { readonly unitCount: number; readonly classes: readonly string[] },
  classIndex: Int32Array,
  hit: Uint8Array,
): CountedThings {
  const unit = Int32Array.from({ length: unitCount }, (_, i) => i);
  const several = { severalPerUnit: false, severalPerClass: false };
  return { unit, classIndex, hit, classCount: classes.length, ...several };
}

/** One label and one prediction a unit. */
export function oneNameEach(
  truth: Int32Array,
  predicted: Int32Array,
): Pick<UnitNames, "labels" | "predictions" | "right"> {
  const start = Int32Array.from({ length: truth.length + 1 }, (_, i) => i);
  return {
    labels: { start, index: truth },
    predictions: { start, index: predicted },
    right: Uint8Array.from(truth, (own, i) => (own === predicted[i] ? 1 : 0)),
  };
}

/** Rows of 0 and 1 as lists. */
export function namesOfBits(rows: Uint8Array, width: number): ItemNames {
  const start = new Int32Array(width === 0 ? 1 : rows.length / width + 1);
  const index: number[] = [];
  for (let k = 0; k < rows.length; k++) {
    if (rows[k] === 1) index.push(k % width);
    if ((k + 1) % width === 0) start[(k + 1) / width] = index.length;
  }
  return { start, index: Int32Array.from(index) };
}

/** A score that can be called how sure a prediction is; null for others. */
export function asShare(value: number): number | null {
  return value >= 0 && value <= 1 ? value : null;
}
