import { isHomegroundError } from "../../core/errors.js";
import { SNIFF_BYTES, sniffDialect } from "../delimited/delimited-dialect.js";
import { baseName, extensionOf, folderOf } from "../file-access.js";
import {
  CONFIDENCE,
  type FileEvidence,
  type FolderEvidence,
  type Format,
  oneFile,
} from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { isTableContent, readTable, recordForm } from "../table-content.js";
import { guessBoxRoles } from "./box-roles.js";
import { boxTableTruth, readBoxTable } from "./box-table.js";
import { readRecordDetections } from "./record-detections.js";
import { detectionsFromTable, isDetectionTable, readDetectionTable } from "./table-detections.js";
import { boxesCsvPieces } from "./write.js";

/** Tables with a box a row: delimited text, Parquet, JSON records. */
export const csvBoxes: Format = {
  id: "csv-boxes",
  name: "tables of boxes (.csv, .tsv, Parquet, JSON lines)",
  kinds: ["json-detections"],
  async file(file) {
    const { wanted } = file;
    if (wanted === "labels" || wanted === "predictions" || !isTableContent(file)) return 0;
    return wanted === "detections" && (await hasScores(file)) ? CONFIDENCE.shaped : CONFIDENCE.any;
  },
  async folder(evidence) {
    const boxes = await tablesOfBoxes(evidence);
    const roboflow = boxes.filter(isRoboflow);
    const files = roboflow.length > 0 ? roboflow : boxes;
    return { name: "a table of boxes", files, confidence: CONFIDENCE.shaped };
  },
  read: {
    async objects(place, options) {
      const { access, path, content, foundIn } = place;
      const isBeside = foundIn !== null && isRoboflow(path);
      const own = isBeside ? { ...options, folder: folderOf(path) } : options;
      return content === "delimited"
        ? readBoxTable(access, path, own)
        : boxTableTruth(await readTable(place), path, own);
    },
    async detections(place, options) {
      const { access, path, content } = place;
      if (content === "delimited") return readDetectionTable(access, path, options);
      return content === "parquet"
        ? detectionsFromTable(await readTable(place), path, options)
        : readRecordDetections(access, path, recordForm(content), options);
    },
  },
  choices: ["columns", "boxes"],
  write: {
    ...oneFile("boxes.csv", boxesCsvPieces),
    holds: {
      ...NOTHING_HELD,
      ...{ name: "a table of boxes", unit: "pixel", scores: "kept", attributes: true },
      unlabelled: true,
    },
  },
};

/** So many tables of a folder are looked into. */
const LOOKED_INTO = 20;
/** So much of a table of a folder is read to see its columns. */
const HEAD_BYTES = 1 << 16;

function isRoboflow(path: string): boolean {
  return baseName(path) === "_annotations.csv";
}

/** Whether a table or its records have scores beside their boxes: nobody annotates a score. */
async function hasScores({ access, path, content }: FileEvidence): Promise<boolean> {
  const head = await access.read(path, { maxBytes: SNIFF_BYTES });
  if (content === "delimited") {
    if (extensionOf(path) === "txt") return false;
    return isDetectionTable(sniffDialect(head, head.length < SNIFF_BYTES, path, {}).names);
  }
  if (content !== "json-lines") return false;
  const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
  return /"(score|confidence|conf)"\s*:/.test(line) && /"(bbox|box|xmin|x1)"\s*:/.test(line);
}

async function tablesOfBoxes({ access, listed, wanted }: FolderEvidence): Promise<string[]> {
  if (wanted === "predictions" || wanted === "detections") return [];
  const paths = listed.all.filter((path) => /^(csv|tsv)$/.test(extensionOf(path)));
  const boxes: string[] = [];
  for (const path of paths.slice(0, LOOKED_INTO)) {
    const head = await access.read(path, { maxBytes: HEAD_BYTES });
    try {
      const dialect = sniffDialect(head, head.length < HEAD_BYTES, path);
      guessBoxRoles(dialect.names, dialect.sample, path);
      boxes.push(path);
    } catch (error) {
      if (!isHomegroundError(error)) throw error; // no table of boxes
    }
  }
  return boxes;
}
