import {
  type CategoricalColumn,
  type Column,
  cellText,
  createCategoricalBuilder,
} from "../core/table.js";
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
    problems: parts.flatMap(({ truth }) => truth.problems),
    notRead: joinNotRead(parts.map(({ truth }) => truth.notRead)),
    objectsNotRead: parts.reduce((sum, { truth }) => sum + (truth.objectsNotRead ?? 0), 0),
  };
}

function joinColumns(parts: readonly TruthPart[], rowCount: number): Map<string, Column> {
  const names = new Set(parts.flatMap(({ truth }) => [...truth.attributes.columns.keys()]));
  const columns = new Map<string, Column>();
  for (const name of names) {
    const found = parts.map(({ truth }) => truth.attributes.columns.get(name));
    if (found.every((column) => column === undefined || column.kind === "numeric")) {
      const values = new Float64Array(rowCount).fill(Number.NaN);
      let row = 0;
      for (const [p, column] of found.entries()) {
        if (column?.kind === "numeric") values.set(column.values, row);
        row += parts[p]!.truth.rowCount;
      }
      columns.set(name, { kind: "numeric", values });
    } else {
      columns.set(
        name,
        joinTexts(parts, (truth) => truth.attributes.columns.get(name)),
      );
    }
  }
  if (parts.some(({ split }) => split !== null) && !columns.has("split")) {
    const builder = createCategoricalBuilder(rowCount);
    for (const { truth, split } of parts) {
      for (let i = 0; i < truth.rowCount; i++) builder.add(split);
    }
    columns.set("split", builder.finish());
  }
  return columns;
}

function joinTexts(
  parts: readonly TruthPart[],
  columnOf: (truth: ImageTruth) => Column | undefined,
): CategoricalColumn {
  const builder = createCategoricalBuilder();
  for (const { truth } of parts) {
    const column = columnOf(truth);
    for (let i = 0; i < truth.rowCount; i++) {
      builder.add(column === undefined ? null : cellText(column, i));
    }
  }
  return builder.finish();
}
