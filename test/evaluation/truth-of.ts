import { categoricalColumn, createTable } from "../../src/core/table.js";
import { type ImageTruth, TRUTH_STATE } from "../../src/formats/import-types.js";

/** Ground truth from a list: file, labels (null = unlabelled, [] = empty), site. */
export function truthOf(
  rows: readonly (readonly [file: string, labels: readonly string[] | null, site?: string])[],
): ImageTruth {
  const labelNames = [...new Set(rows.flatMap(([, labels]) => labels ?? []))];
  const labelStart = new Int32Array(rows.length + 1);
  for (const [i, [, labels]] of rows.entries()) {
    labelStart[i + 1] = labelStart[i]! + (labels?.length ?? 0);
  }
  return {
    format: { id: "csv", reason: "written by the test" },
    source: "labels.csv",
    rowCount: rows.length,
    file: rows.map(([file]) => file),
    labelNames,
    labelStart,
    labelIndex: Int32Array.from(
      rows.flatMap(([, labels]) => (labels ?? []).map((label) => labelNames.indexOf(label))),
    ),
    state: Uint8Array.from(rows, ([, labels]) => {
      if (labels === null) return TRUTH_STATE.unlabelled;
      return labels.length === 0 ? TRUTH_STATE.empty : TRUTH_STATE.labelled;
    }),
    line: Int32Array.from(rows, (_, i) => i + 2),
    attributes: createTable(
      rows.length,
      new Map([["site", categoricalColumn(rows.map(([, , site]) => site ?? null))]]),
    ),
    otherFiles: [],
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
    ]),
    problems: [],
  };
}
