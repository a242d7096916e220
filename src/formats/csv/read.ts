import type { Reader } from "../format.js";
import { sampleRows, withScores } from "../json/record-table.js";
import { readTable } from "../read-table.js";
import { withClassNames } from "./class-descriptions.js";
import { readTruthTable, truthFromRecords } from "./labels-table.js";
import { guessPredictionRoles } from "./prediction-roles.js";
import { predictionsFromTable, readPredictionTable } from "./predictions-table.js";

export const labels: Reader<"labels"> = async (place, options) => {
  const { access, path } = place;
  if (place.content !== "delimited") return truthFromRecords(await readTable(place), path, options);
  return withClassNames(access, path, await readTruthTable(access, path, options));
};

export const predictions: Reader<"predictions"> = async (place, options) => {
  const { access, path } = place;
  if (place.content === "delimited") return readPredictionTable(access, path, options);
  const raw = await readTable(place);
  const names = [...raw.table.columns.keys()];
  const { columns, knownLabels } = options;
  const roles = guessPredictionRoles(names, sampleRows(raw.table), path, columns, knownLabels);
  const scores = [...roles.scores.values(), ...roles.top.flatMap(({ score }) => score ?? [])];
  if (roles.predictionScore !== null && !scores.includes(roles.predictionScore)) {
    scores.push(roles.predictionScore);
  }
  return predictionsFromTable(withScores(raw, scores, path), roles, path, options);
};
