import { readFile, writeFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

/** A row of a drawn list, as its columns name it. */
export type ListRow = Record<string, string>;

export async function listRows(path: string): Promise<ListRow[]> {
  return parse(await readFile(path, "utf8"), { columns: true });
}

export async function writeListRows(path: string, rows: readonly ListRow[]): Promise<void> {
  const names = Object.keys(rows[0]!);
  const lines = rows.map((row) => names.map((name) => row[name]).join(","));
  await writeFile(path, `${[names.join(","), ...lines].join("\n")}\n`);
}
