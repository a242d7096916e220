import { type CategoricalColumn, cellText, type Table } from "../../core/table.js";

/** A column as texts, numbers as ECMAScript prints them; all missing where it is not there. */
export function textColumn(table: Table, name: string): CategoricalColumn {
  const column = table.columns.get(name);
  if (column?.kind === "categorical") return column;
  return textsOfRows(table.rowCount, (row) =>
    column === undefined ? null : cellText(column, row),
  );
}

/** A path with `/` for `\`. */
export function withSlashes(path: string): string {
  return path.includes("\\") ? path.replaceAll("\\", "/") : path;
}

/** A folder and a name as one path with `/`; "" without a name. */
export function joinCells(folder: string, name: string): string {
  const start = withSlashes(folder).replace(/\/+$/, "");
  const file = withSlashes(name);
  return file === "" || start === "" ? file : `${start}/${file}`;
}

/** Paths of images as a column: one column of the table, or a folder and a file joined. */
export function pathColumn(table: Table, names: readonly string[]): CategoricalColumn {
  const [first, second] = names.map((name) => textColumn(table, name));
  if (first === undefined) return { kind: "categorical", codes: new Int32Array(), levels: [] };
  if (second !== undefined) {
    return textsOfRows(table.rowCount, (row) => {
      const name = cellText(second, row);
      return name === null ? null : joinCells(cellText(first, row) ?? "", name);
    });
  }
  if (!first.levels.some((level) => level.includes("\\"))) return first;
  return textsOfRows(table.rowCount, (row) => {
    const name = cellText(first, row);
    return name === null ? null : withSlashes(name);
  });
}

function textsOfRows(rowCount: number, textOf: (row: number) => string | null): CategoricalColumn {
  const levels: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(rowCount).fill(-1);
  for (let row = 0; row < rowCount; row++) {
    const text = textOf(row);
    if (text === null) continue;
    let code = codeOf.get(text);
    if (code === undefined) {
      code = levels.push(text) - 1;
      codeOf.set(text, code);
    }
    codes[row] = code;
  }
  return { kind: "categorical", codes, levels };
}
