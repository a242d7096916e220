import { baseName } from "../file-access.js";
import { CONFIDENCE, type Format, oneFile } from "../format.js";
import { sampleRows, withScores } from "../json/record-table.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { isTableContent, readTable } from "../table-content.js";
import { readTruthTable, truthFromTable } from "./labels-table.js";
import { guessPredictionRoles } from "./prediction-roles.js";
import { predictionsFromTable, readPredictionTable } from "./predictions-table.js";
import { formatPredictionsCsv } from "./predictions-write.js";
import { guessTruthRoles } from "./truth-roles.js";
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
  read: {
    async labels(place, options) {
      const { access, path } = place;
      if (place.content === "delimited") return readTruthTable(access, path, options);
      const raw = await readTable(place);
      const names = [...raw.table.columns.keys()];
      const roles = guessTruthRoles(names, sampleRows(raw.table), path, options.columns);
      return truthFromTable(raw, roles, path, options);
    },
    async predictions(place, options) {
      const { access, path } = place;
      if (place.content === "delimited") return readPredictionTable(access, path, options);
      const raw = await readTable(place);
      const names = [...raw.table.columns.keys()];
      const { columns, knownLabels } = options;
      const roles = guessPredictionRoles(names, sampleRows(raw.table), path, columns, knownLabels);
      const scores = [...roles.scores.values(), ...roles.top.flatMap(({ score }) => score ?? [])];
      if (roles.answerScore !== null && !scores.includes(roles.answerScore)) {
        scores.push(roles.answerScore);
      }
      return predictionsFromTable(withScores(raw, scores, path), roles, path, options);
    },
  },
  choices: ["columns"],
  write: {
    ...oneFile("labels.csv", labelsCsvPieces),
    count: countLostBoxes,
    answers: (predictions) => [
      { path: "predictions.csv", pieces: formatPredictionsCsv(predictions) },
    ],
    holds: {
      ...NOTHING_HELD,
      ...{ name: "a table of labels", unit: "any", imageLabels: true, unlabelled: true },
      attributes: true,
      whyNotLabel: (label) => (label.trim() === "" ? "it is blank" : null),
    },
  },
};
