import { jsonOrUndefined } from "../../core/parse-json.js";
import { foldName } from "../column-names.js";
import { parseDelimited } from "../delimited/delimited.js";
import { textColumn } from "../delimited/table-cells.js";
import { baseName, extensionOf, type FileAccess, folderOf } from "../file-access.js";
import { decodeText, readSmallFile } from "../objects/small-files.js";
import { parseYaml } from "../yaml/yaml-text.js";

/** Names of labels by what stands for them in masks, as a table beside the masks says. */
export interface MaskLabelTable {
  /** File that says it. */
  readonly source: string;
  /** By id; empty where the table has none. */
  readonly ofId: ReadonlyMap<number, string>;
  /** By colour, R·65,536 + G·256 + B; empty where the table has none. */
  readonly ofColour: ReadonlyMap<number, string>;
}

const MAX_BYTES = 1 << 22;

/** Names of files that can be such a table, the surest first. */
const TABLE_NAMES = [
  /^labelmap\.txt$/i,
  /^(class_dict|label_?colou?rs?|colou?r_?map|class(es)?|labels?|palette|ontology)\.csv$/i,
  /^(label_?colou?rs?|colou?r_?map|class_dict)\.txt$/i,
  /^(data|dataset)\.ya?ml$/i,
  /^(classes|names|labels|class_names|label_names)\.txt$/i,
  /^(id2label|classes|labels|label_?map)\.json$/i,
];

/**
 * The table of labels beside masks: CVAT's `labelmap.txt`, a table with names and ids or colours, lines
 * of colours as CamVid has them, names one a line in the order of ids, the names of a `data.yaml`, or
 * `id2label.json`. Null where there is none.
 *
 * @param files all of the access
 * @param folders where masks lie, and those above them
 */
export async function findMaskLabels(
  access: FileAccess,
  files: readonly string[],
): Promise<MaskLabelTable | null> {
  for (const name of TABLE_NAMES) {
    const found = files.filter((path) => name.test(baseName(path)));
    // The one that lies highest is about all masks.
    found.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
    for (const path of found) {
      const table = readTable(await readSmallFile(access, path, MAX_BYTES), path);
      if (table !== null) return table;
    }
  }
  return null;
}

function depth(path: string): number {
  return folderOf(path).split("/").length;
}

function readTable(bytes: Uint8Array, source: string): MaskLabelTable | null {
  const extension = extensionOf(source);
  if (/^csv$/.test(extension)) return fromCsv(bytes, source);
  if (/^ya?ml$/.test(extension)) return named(source, entriesOf(fromYaml(bytes, source)));
  const { text } = decodeText(bytes);
  if (extension === "json") {
    const root = jsonOrUndefined(text);
    return typeof root === "object" && root !== null
      ? named(source, entriesOf(Array.isArray(root) ? root : new Map(Object.entries(root))))
      : null;
  }
  return fromLines(text, source);
}

function named(
  source: string,
  ofId: ReadonlyMap<number, string>,
  ofColour: ReadonlyMap<number, string> = new Map(),
): MaskLabelTable | null {
  return ofId.size + ofColour.size === 0 ? null : { source, ofId, ofColour };
}

function fromYaml(bytes: Uint8Array, source: string): unknown {
  const root = parseYaml(bytes, source);
  return root instanceof Map ? root.get("names") : null;
}

/** Names of a list in its order, or of a map from ids. */
function entriesOf(value: unknown): Map<number, string> {
  const names = new Map<number, string>();
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((name, i) => [i, name] as const)
    : value instanceof Map
      ? [...value]
      : [];
  for (const [key, name] of entries) {
    if (typeof name === "string" && /^\d{1,7}$/.test(String(key))) names.set(Number(key), name);
    else if (typeof name === "number" && typeof key === "string") names.set(name, key);
  }
  return names;
}

function fromCsv(bytes: Uint8Array, source: string): MaskLabelTable | null {
  const { table } = parseDelimited(bytes, source, {
    readColumns: ({ names }) => new Map(names.map((name) => [name, "text" as const])),
  });
  const columns = [...table.columns.keys()];
  const column = (...wanted: string[]) => {
    const name = columns.find((one) => wanted.includes(foldName(one)));
    return name === undefined ? null : textColumn(table, name);
  };
  const names = column("name", "label", "class", "classname", "labelname", "category");
  if (names === null) return null;
  const [red, green, blue] = [column("r", "red"), column("g", "green"), column("b", "blue")];
  const hex = column("colour", "color", "hex", "rgb", "colorrgb", "colourrgb");
  const ids = column(
    "id",
    "value",
    "index",
    "classid",
    "labelid",
    "trainid",
    "pixel",
    "pixelvalue",
  );
  const cell = (from: ReturnType<typeof textColumn> | null, row: number): string =>
    from === null ? "" : (from.levels[from.codes[row]!] ?? "").trim();
  const ofId = new Map<number, string>();
  const ofColour = new Map<number, string>();
  for (let row = 0; row < table.rowCount; row++) {
    const name = cell(names, row);
    if (name === "") continue;
    const id = cell(ids, row);
    if (/^\d+$/.test(id)) ofId.set(Number(id), name);
    const parts =
      red === null ? cell(hex, row) : [red, green, blue].map((one) => cell(one, row)).join(",");
    const colour = colourOf(parts);
    if (colour !== null) ofColour.set(colour, name);
  }
  return named(source, ofId, ofColour);
}

/** `128,0,0`, `128 0 0` or `#800000`; null for another text. */
function colourOf(text: string): number | null {
  const [, hex] = /^#?([0-9a-f]{6})$/i.exec(text.trim()) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const [, r = "", g = "", b = ""] = /^\D*(\d+)[\s,;]+(\d+)[\s,;]+(\d+)\D*$/.exec(text) ?? [];
  const parts = [r, g, b].map((part) => (part === "" ? -1 : Number(part)));
  if (parts.some((part) => part < 0 || part > 255)) return null;
  return parts[0]! * 65_536 + parts[1]! * 256 + parts[2]!;
}

/** CVAT's `name:R,G,B:parts:actions`, CamVid's `R G B name`, `0: name`, or a name a line. */
function fromLines(text: string, source: string): MaskLabelTable | null {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const ofId = new Map<number, string>();
  const ofColour = new Map<number, string>();
  for (const [i, line] of lines.entries()) {
    const cvat = /^(.+?):(\d+,\d+,\d+):/.exec(line);
    const camvid = /^(\d+[\s,]+\d+[\s,]+\d+)[\s,]+(\D.*)$/.exec(line);
    const numbered = /^(\d+)\s*[:=\t ]\s*(\D.*)$/.exec(line);
    const [name, colour] = cvat === null ? [camvid?.[2], camvid?.[1]] : [cvat[1], cvat[2]];
    const value = colourOf(colour ?? "");
    if (name !== undefined && value !== null) ofColour.set(value, name.trim());
    else if (numbered !== null) ofId.set(Number(numbered[1]), numbered[2]!.trim());
    else ofId.set(i, line);
  }
  return named(source, ofId, ofColour);
}
