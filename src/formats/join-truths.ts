import { type Column, cellText, createCategoricalBuilder, type Table } from "../core/table.js";
import { joinNotRead } from "./fields.js";
import type { DetectedFormat, ImageTruth } from "./import-types.js";

/** A part of a data set and what its rows have in common. */
export interface TruthPart {
  readonly truth: ImageTruth;
  /** Put before each path, with `/` at its end; "" for none. */
  readonly folder: string;
  /** Value of the attribute `split`, or null. */
  readonly split: string | null;
}

/** Ground truth in several files as one; a column that a part lacks is missing there. */
export function joinTruths(
  parts: readonly TruthPart[],
  format: DetectedFormat,
  source: string,
): ImageTruth {
  const rowCount = parts.reduce((sum, { truth }) => sum + truth.rowCount, 0);
  const labelNames: string[] = [];
  const codeOf = new Map<string, number>();
  const file: string[] = [];
  const labels: number[] = [];
  const labelStart = new Int32Array(rowCount + 1);
  const state = new Uint8Array(rowCount);
  const line = new Int32Array(rowCount);
  let row = 0;
  for (const { truth, folder } of parts) {
    for (let i = 0; i < truth.rowCount; i++) {
      file.push(`${folder}${truth.file[i]}`);
      state[row] = truth.state[i]!;
      line[row] = truth.line[i]!;
      for (let k = truth.labelStart[i]!; k < truth.labelStart[i + 1]!; k++) {
        const name = truth.labelNames[truth.labelIndex[k]!]!;
        let code = codeOf.get(name);
        if (code === undefined) {
          code = labelNames.push(name) - 1;
          codeOf.set(name, code);
        }
        labels.push(code);
      }
      labelStart[++row] = labels.length;
    }
  }
  return {
    format,
    source,
    rowCount,
    file,
    labelNames,
    labelStart,
    state,
    line,
    labelIndex: Int32Array.from(labels),
    attributes: { rowCount, columns: joinColumns(parts, rowCount) },
    otherFiles: [...new Set(parts.flatMap(({ truth }) => truth.otherFiles))],
    roles: parts[0]?.truth.roles ?? new Map(),
    readings: parts[0]?.truth.readings ?? [],
    problems: parts.flatMap(({ truth }) => truth.problems),
    notRead: joinNotRead(parts.map(({ truth }) => truth.notRead)),
    objectsNotRead: parts.reduce((sum, { truth }) => sum + (truth.objectsNotRead ?? 0), 0),
  };
}

/** Attributes of all parts, with the parts' names as `split` where nothing else has that name. */
function joinColumns(parts: readonly TruthPart[], rowCount: number): ReadonlyMap<string, Column> {
  const { columns } = joinTables(parts.map(({ truth }) => truth.attributes));
  if (columns.has("split") || parts.every(({ split }) => split === null)) return columns;
  const builder = createCategoricalBuilder(rowCount);
  for (const { truth, split } of parts) {
    for (let i = 0; i < truth.rowCount; i++) builder.add(split);
  }
  return new Map([...columns, ["split", builder.finish()]]);
}

/** The rows of several tables as one; a column that a table lacks is missing in its rows. */
export function joinTables(tables: readonly Table[]): Table {
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  const names = new Set(tables.flatMap(({ columns }) => [...columns.keys()]));
  const columns = new Map<string, Column>();
  for (const name of names) {
    const found = tables.map((table) => table.columns.get(name));
    const areNumbers = found.every((column) => column === undefined || column.kind === "numeric");
    columns.set(name, areNumbers ? joinNumbers(tables, name, rowCount) : joinTexts(tables, name));
  }
  return { rowCount, columns };
}

function joinNumbers(tables: readonly Table[], name: string, rowCount: number): Column {
  const values = new Float64Array(rowCount).fill(Number.NaN);
  let row = 0;
  for (const table of tables) {
    const column = table.columns.get(name);
    if (column?.kind === "numeric") values.set(column.values, row);
    row += table.rowCount;
  }
  return { kind: "numeric", values };
}

function joinTexts(tables: readonly Table[], name: string): Column {
  const builder = createCategoricalBuilder();
  for (const { rowCount, columns } of tables) {
    const column = columns.get(name);
    for (let i = 0; i < rowCount; i++)
      builder.add(column === undefined ? null : cellText(column, i));
  }
  return builder.finish();
}
