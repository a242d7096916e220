import { type Column, EMPTY_TABLE, selectRows, type Table } from "../core/table.js";
import { type ImageTruth, TRUTH_STATE } from "./import-types.js";

/** The columns of {@link ImageTruth} that a builder fills. */
export type BuiltTruth = Pick<
  ImageTruth,
  "rowCount" | "file" | "labelNames" | "labelStart" | "labelIndex" | "state" | "line"
>;

/** Collects ground truth record by record. */
export interface TruthBuilder {
  /**
   * Adds a record. A label that it has twice counts once.
   *
   * @param state one of `TRUTH_STATE`; `labelled` needs a label
   * @param line line or number of the record in its file
   * @param attributesFrom row of the table that {@link attributes} will get; −1 for none
   */
  add(
    file: string,
    labels: readonly string[],
    state: number,
    line: number,
    attributesFrom?: number,
  ): void;
  finish(): BuiltTruth;
  /** The attributes of the records, from columns whose rows `add` named. */
  attributes(columns: ReadonlyMap<string, Column>): Table;
}

/**
 * @param joinFiles whether records of one file are one row with the labels of all of them, as boxes
 *   of one image are; the first record gives line and attributes, and of the states labelled comes
 *   before empty and empty before unlabelled
 */
export function createTruthBuilder(joinFiles: boolean): TruthBuilder {
  const file: string[] = [];
  const labelNames: string[] = [];
  const codeOf = new Map<string, number>();
  const rowOf = new Map<string, number>();
  const state: number[] = [];
  const line: number[] = [];
  const from: number[] = [];
  let isIdentity = true;
  let labelRows = new Int32Array(1024);
  let labelCodes = new Int32Array(1024);
  let labelCount = 0;

  const addLabel = (row: number, label: string): void => {
    let code = codeOf.get(label);
    if (code === undefined) {
      code = labelNames.push(label) - 1;
      codeOf.set(label, code);
    }
    if (labelCount === labelRows.length) {
      labelRows = doubled(labelRows);
      labelCodes = doubled(labelCodes);
    }
    labelRows[labelCount] = row;
    labelCodes[labelCount++] = code;
  };

  return {
    add(name, labels, given, at, attributesFrom = -1) {
      let row = joinFiles ? rowOf.get(name) : undefined;
      if (row === undefined) {
        row = file.push(name) - 1;
        if (joinFiles) rowOf.set(name, row);
        state.push(given);
        line.push(at);
        from.push(attributesFrom);
        if (attributesFrom !== row) isIdentity = false;
      } else if (given === TRUTH_STATE.labelled || state[row] === TRUTH_STATE.unlabelled) {
        state[row] = given;
      }
      for (let k = 0; k < labels.length; k++) {
        if (k === 0 || labels.indexOf(labels[k]!) === k) addLabel(row, labels[k]!);
      }
    },
    finish() {
      const rowCount = file.length;
      const { start, index } = groupByRow(labelRows, labelCodes, labelCount, rowCount);
      return {
        rowCount,
        file,
        labelNames,
        labelStart: start,
        labelIndex: index,
        state: Uint8Array.from(state),
        line: Int32Array.from(line),
      };
    },
    attributes(columns) {
      const rowCount = file.length;
      if (columns.size === 0) return { ...EMPTY_TABLE, rowCount };
      const isWhole = isIdentity && [...columns.values()].every((c) => lengthOf(c) === rowCount);
      const table = { rowCount, columns };
      return isWhole ? table : selectRows(table, Int32Array.from(from));
    },
  };
}

/**
 * Pairs of row and label grouped by row, in their order; a pair that occurs twice counts once.
 *
 * @param rows length `count` at least, each from 0 to rowCount − 1
 */
export function groupByRow(
  rows: Int32Array,
  codes: Int32Array,
  count: number,
  rowCount: number,
): { readonly start: Int32Array; readonly index: Int32Array } {
  const next = new Int32Array(rowCount + 1);
  for (let k = 0; k < count; k++) next[rows[k]! + 1]!++;
  for (let row = 0; row < rowCount; row++) next[row + 1]! += next[row]!;
  const places = next.slice();
  const grouped = new Int32Array(count);
  for (let k = 0; k < count; k++) grouped[places[rows[k]!]!++] = codes[k]!;
  const start = new Int32Array(rowCount + 1);
  let kept = 0;
  for (let row = 0; row < rowCount; row++) {
    const from = kept;
    for (let k = next[row]!; k < next[row + 1]!; k++) {
      const code = grouped[k]!;
      let isNew = true;
      for (let j = from; j < kept; j++) if (grouped[j] === code) isNew = false;
      if (isNew) grouped[kept++] = code;
    }
    start[row + 1] = kept;
  }
  return { start, index: grouped.slice(0, kept) };
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}

function lengthOf(column: Column): number {
  return column.kind === "numeric" ? column.values.length : column.codes.length;
}
