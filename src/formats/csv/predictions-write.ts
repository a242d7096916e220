import { cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import type { ImagePredictions } from "../import-types.js";

/** What a file of predictions holds; attributes are not written. */
export type WrittenPredictions = Pick<
  ImagePredictions,
  "rowCount" | "file" | "predicted" | "scoreLabels" | "scores" | "predictedScore"
>;

/** Rows are joined to pieces of about so many characters. */
const PIECE_CHARS = 1 << 16;

/**
 * Predictions as comma-separated text in pieces: `file`, `predicted` where there is a prediction,
 * `score` of the prediction where there is one, and `p_LABEL` for each label that has scores. Read back
 * by `parsePredictionTable` to the same bits; a missing score is an empty cell.
 *
 * @param prefix of the score columns: `p_` for probabilities, `logit_` or `score_` otherwise
 */
export function* formatPredictionsCsv(
  predictions: WrittenPredictions,
  prefix: "p_" | "score_" | "logit_" = "p_",
): Generator<string> {
  const { rowCount, file, predicted, scoreLabels, scores, predictedScore } = predictions;
  const header = ["file"];
  if (predicted !== null) header.push("predicted");
  if (predictedScore !== undefined) header.push("score");
  for (const label of scoreLabels) header.push(`${prefix}${label}`);
  let piece = formatCsvRow(header);
  const cells: CsvCell[] = new Array(header.length);
  const width = scoreLabels.length;
  for (let row = 0; row < rowCount; row++) {
    let at = 0;
    cells[at++] = file[row]!;
    if (predicted !== null) cells[at++] = cellText(predicted, row);
    if (predictedScore !== undefined) cells[at++] = predictedScore[row]!;
    for (let c = 0; c < width; c++) cells[at++] = scores[row * width + c]!;
    piece += formatCsvRow(cells);
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/**
 * Predictions as JSON lines in pieces: an object an image with `file`, `predicted`, `score` and
 * `scores`, an object from label to number. Missing values are left out.
 */
export function* formatPredictionsJsonLines(predictions: WrittenPredictions): Generator<string> {
  const { rowCount, file, predicted, scoreLabels, scores, predictedScore } = predictions;
  const width = scoreLabels.length;
  let piece = "";
  for (let row = 0; row < rowCount; row++) {
    const prediction = predicted === null ? null : cellText(predicted, row);
    const score = predictedScore?.[row] ?? Number.NaN;
    const found = scoreLabels
      .map((label, c) => [label, scores[row * width + c]!] as const)
      .filter(([, value]) => !Number.isNaN(value));
    piece += `${JSON.stringify({
      file: file[row],
      ...(prediction === null ? {} : { predicted: prediction }),
      ...(Number.isNaN(score) ? {} : { score }),
      ...(found.length === 0 ? {} : { scores: Object.fromEntries(found) }),
    })}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
