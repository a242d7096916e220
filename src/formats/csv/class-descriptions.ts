import { readDelimited } from "../delimited/delimited.js";
import { textColumn } from "../delimited/table-cells.js";
import { baseName, type FileAccess, folderOf } from "../file-access.js";
import type { ImageTruth } from "../import-types.js";

/** An id of Google's Knowledge Graph, by which Open Images calls its labels: `/m/0306r`. */
const MACHINE_ID = /^\/[mgt]\/[a-z0-9_]+$/;

/** Files of Open Images that say what its labels are called. */
const DESCRIPTIONS = /^(oidv\d+-)?class-descriptions.*\.csv$/i;

/**
 * Labels of Open Images under their names, where every label is an id and the file that names them
 * lies beside the table; otherwise as they are. A name that two labels have stands with the id.
 *
 * Source: storage.googleapis.com/openimages, "Data formats": Class names.
 */
export async function withClassNames<T extends ImageTruth>(
  access: FileAccess,
  path: string,
  truth: T,
): Promise<T> {
  const { labelNames } = truth;
  if (labelNames.length === 0 || !labelNames.every((name) => MACHINE_ID.test(name))) return truth;
  for await (const { path: file } of access.list(folderOf(path))) {
    if (!DESCRIPTIONS.test(baseName(file))) continue;
    const names = await readDescriptions(access, file);
    if (!labelNames.every((id) => names.has(id))) continue;
    const seen = new Set<string>();
    const labels = labelNames.map((id) => {
      const name = names.get(id)!;
      const own = seen.has(name) ? `${name} (${id})` : name;
      seen.add(own);
      return own;
    });
    const label = `${truth.roles.get("label") ?? "label"}, named by ${baseName(file)}`;
    return { ...truth, labelNames: labels, roles: new Map([...truth.roles, ["label", label]]) };
  }
  return truth;
}

/** Names by id: two columns, with or without a line of names. */
async function readDescriptions(
  access: FileAccess,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const { table } = await readDelimited(access, path, {
    header: false,
    readColumns: ({ names }) => new Map(names.map((name) => [name, "text"] as const)),
  });
  const [id, name] = [...table.columns.keys()].map((column) => textColumn(table, column));
  const names = new Map<string, string>();
  if (id === undefined || name === undefined) return names;
  for (let row = 0; row < table.rowCount; row++) {
    const [key, value] = [id.levels[id.codes[row]!], name.levels[name.codes[row]!]];
    if (key !== undefined && value !== undefined) names.set(key, value);
  }
  return names;
}
