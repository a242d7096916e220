import { baseName } from "../file-access.js";
import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { isTableContent } from "../table-content.js";
import { TABLE_FIELDS } from "./fields.js";
import { saysNothingThere } from "./nothing-there.js";
import { formatPredictionsCsv } from "./predictions-write.js";
import { countLostBoxes, labelsCsvPieces } from "./write.js";

/** Tables with an image a row: delimited text, Parquet, JSON records. */
export const csv: Format = {
  id: "csv",
  name: "tables (.csv, .tsv, Parquet, JSON lines)",
  kinds: ["roboflow-classes", "mlwic2", "top-answers"],
  file(file) {
    const isOfImages = file.wanted === "labels" || file.wanted === "predictions";
    return isOfImages && isTableContent(file) ? CONFIDENCE.any : 0;
  },
  folder({ wanted, listed }) {
    if (wanted !== "labels") return null;
    const files = listed.all.filter((path) => baseName(path) === "_classes.csv");
    const name = "Roboflow tables of classes";
    return { name, files, confidence: CONFIDENCE.named, isBesideImages: true };
  },
  read: loaded(["labels", "predictions"], () => import("./read.js")),
  fields: TABLE_FIELDS,
  hasColumns: true,
  write: {
    name: "table (.csv)",
    ...oneFile("labels.csv", labelsCsvPieces),
    count: countLostBoxes,
    answers: (predictions) => [
      { path: "predictions.csv", pieces: formatPredictionsCsv(predictions) },
    ],
    holds: {
      ...NOTHING_HELD,
      name: "a table of labels",
      unit: "any",
      imageLabels: true,
      empty: true,
      unlabelled: true,
      attributes: true,
      whyNotLabel(label) {
        if (label.trim() === "") return "it is blank";
        return saysNothingThere(label) ? "there it means that there is none" : null;
      },
    },
  },
};
