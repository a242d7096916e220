import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { isTableContent } from "../table-content.js";
import { hasScores, isOpenImages, isRoboflow, tablesOfBoxes } from "./detect.js";
import { BOX_TABLE_FIELDS } from "./fields.js";
import { boxesCsvPieces, canHoldAttribute, countClashes } from "./write.js";

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
    const tables = await tablesOfBoxes(evidence);
    const annotated = tables.filter(({ isScored }) => !isScored);
    // Beside other annotations a table with scores holds predictions; alone it is what was meant.
    const confidence = annotated.length > 0 ? CONFIDENCE.shaped : CONFIDENCE.any;
    const boxes = (annotated.length > 0 ? annotated : tables).map(({ path }) => path);
    const sure = [isRoboflow, isOpenImages].map((isNamed) => boxes.filter(isNamed));
    const files = sure.find((named) => named.length > 0) ?? boxes;
    return { name: "a table of boxes", files, confidence };
  },
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: BOX_TABLE_FIELDS,
  hasColumns: true,
  choices: [boxes],
  write: {
    name: "table of boxes (.csv)",
    ...oneFile("boxes.csv", boxesCsvPieces),
    count: countClashes,
    holds: {
      ...NOTHING_HELD,
      name: "a table of boxes",
      unit: "pixel",
      scores: "kept",
      attributes: true,
      objectAttributes: canHoldAttribute,
      unlabelled: true,
    },
    // A row without a box is an image on which nothing was found.
    ofPredictions: { empty: true, unlabelled: false },
  },
};
