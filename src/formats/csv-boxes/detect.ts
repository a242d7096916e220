import { isHomegroundError } from "../../core/errors.js";
import { SNIFF_BYTES, sniffDialect } from "../delimited/delimited-dialect.js";
import { baseName, extensionOf } from "../file-access.js";
import type { FileEvidence, FolderEvidence } from "../format.js";
import { guessBoxRoles, isDetectionTable } from "./box-roles.js";

/** So many tables of a folder are looked into. */
const LOOKED_INTO = 20;
/** So much of a table of a folder is read to see its columns. */
const HEAD_BYTES = 1 << 16;

/** Whether a table is named as Roboflow names those of boxes. */
export function isRoboflow(path: string): boolean {
  return baseName(path) === "_annotations.csv";
}

/** Whether a table is named as Open Images names those of boxes: beside them lie tables of masks. */
export function isOpenImages(path: string): boolean {
  return /-annotations-bbox\.csv$/.test(baseName(path));
}

/** Whether a table or its records have scores beside their boxes: nobody annotates a score. */
export async function hasScores({ access, path, content }: FileEvidence): Promise<boolean> {
  const head = await access.read(path, { maxBytes: SNIFF_BYTES });
  if (content === "delimited") {
    if (extensionOf(path) === "txt") return false;
    return isDetectionTable(sniffDialect(head, head.length < SNIFF_BYTES, path, {}).names);
  }
  if (content !== "json-lines") return false;
  const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
  return /"(score|confidence|conf)"\s*:/.test(line) && /"(bbox|box|xmin|x1)"\s*:/.test(line);
}

/** A table of boxes in a folder. */
export interface TableOfBoxes {
  readonly path: string;
  /** Whether its boxes have scores, as predictions have. */
  readonly isScored: boolean;
}

/** Tables of a folder whose columns are those of boxes. */
export async function tablesOfBoxes({
  access,
  listed,
  wanted,
}: FolderEvidence): Promise<readonly TableOfBoxes[]> {
  if (wanted === "predictions" || wanted === "detections") return [];
  const paths = listed.all.filter((path) => /^(csv|tsv)$/.test(extensionOf(path)));
  const tables: TableOfBoxes[] = [];
  for (const path of paths.slice(0, LOOKED_INTO)) {
    const head = await access.read(path, { maxBytes: HEAD_BYTES });
    try {
      const dialect = sniffDialect(head, head.length < HEAD_BYTES, path);
      guessBoxRoles(dialect.names, dialect.sample, path);
      tables.push({ path, isScored: isDetectionTable(dialect.names) });
    } catch (error) {
      if (!isHomegroundError(error)) throw error; // no table of boxes
    }
  }
  return tables;
}
