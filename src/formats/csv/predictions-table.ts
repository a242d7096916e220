import { HomegroundError } from "../../core/errors.js";
import type { CategoricalColumn, Column } from "../../core/table.js";
import { restoreFormula } from "../delimited/csv-write.js";
import {
  type DelimitedOptions,
  parseDelimited,
  type RawTable,
  readDelimited,
} from "../delimited/delimited.js";
import type { ColumnReading } from "../delimited/delimited-columns.js";
import type { DelimitedDialect } from "../delimited/delimited-dialect.js";
import { pathColumn, textColumn } from "../delimited/table-cells.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { ImagePredictions, Taxon, TopPredictions } from "../import-types.js";
import { parseTaxonLabel } from "../taxonomy.js";
import {
  guessPredictionRoles,
  type PredictionColumns,
  type PredictionRoles,
} from "./prediction-roles.js";

export interface PredictionTableOptions extends Pick<DelimitedOptions, "delimiter" | "header"> {
  readonly columns?: PredictionColumns;
  /** Labels of the ground truth or the model: columns named like them hold their scores. */
  readonly knownLabels?: readonly string[];
  /** Whether scores may be any number, as logits and anomaly scores are. Default false. */
  readonly anyScore?: boolean;
}

/**
 * Reads predictions from a table of delimited text, a row an image: a file column, a `predicted`
 * column and/or a score column for each label, with or without a prefix. A column with ground truth
 * is left to the attributes.
 *
 * Scores outside 0 to 1 are reported, not refused: what uses them as probabilities refuses them.
 *
 * @throws HomegroundError as `parseDelimited`; `table/missing-column`; `predictions/duplicate` when
 *   two rows predict different things for one image
 */
export function parsePredictionTable(
  bytes: Uint8Array,
  source: string,
  options: PredictionTableOptions = {},
): ImagePredictions {
  const plan = planReading(source, options);
  const raw = parseDelimited(bytes, source, { ...options, readColumns: plan.readColumns });
  return predictionsFromTable(raw, plan.roles(), source, options);
}

/** {@link parsePredictionTable} of a file of any size. */
export async function readPredictionTable(
  access: FileAccess,
  path: string,
  options: PredictionTableOptions = {},
): Promise<ImagePredictions> {
  const plan = planReading(path, options);
  const raw = await readDelimited(access, path, { ...options, readColumns: plan.readColumns });
  return predictionsFromTable(raw, plan.roles(), path, options);
}

function planReading(source: string, options: PredictionTableOptions) {
  let roles: PredictionRoles | null = null;
  const guess = (dialect: Pick<DelimitedDialect, "names" | "sample">) =>
    guessPredictionRoles(
      dialect.names,
      dialect.sample,
      source,
      options.columns,
      options.knownLabels,
    );
  return {
    readColumns(dialect: DelimitedDialect): ReadonlyMap<string, ColumnReading> {
      roles = guess(dialect);
      const readings = new Map<string, ColumnReading>();
      for (const name of roles.image) readings.set(name, "text");
      if (roles.predicted !== null) readings.set(roles.predicted, "text");
      for (const { label } of roles.top) readings.set(label, "text");
      for (const name of roles.scores.values()) readings.set(name, "score");
      for (const { score } of roles.top) if (score !== null) readings.set(score, "score");
      if (roles.predictionScore !== null) readings.set(roles.predictionScore, "score");
      return readings;
    },
    roles: (): PredictionRoles => roles ?? guess({ names: [], sample: [] }),
  };
}

/** Predictions from a table whatever it was read from. */
export function predictionsFromTable(
  raw: RawTable,
  roles: PredictionRoles,
  source: string,
  options: Pick<PredictionTableOptions, "anyScore"> = {},
): ImagePredictions {
  const problems = createProblemList();
  const { table } = raw;
  const { rowCount } = table;
  const images = restored(pathColumn(table, roles.image));
  const labelOf = new Map([...roles.scores].map(([label, name]) => [name, label]));
  const scoreLabels = raw.scoreNames.flatMap((name) => labelOf.get(name) ?? []);
  const scores = scoreLabels.length === raw.scoreNames.length ? raw.scores : new Float64Array(); // the columns read are those of predictions, not of labels
  const predicted = roles.predicted === null ? null : restored(textColumn(table, roles.predicted));
  const top = topPredictionsOf(raw, roles);
  const predictionScore =
    roles.predictionScore === null ? undefined : scoreColumn(raw, roles.predictionScore);
  const file = fileNames(images, raw.line, source);
  refuseContradictions(images, raw, predicted, scores, scoreLabels.length, source, problems);
  if (options.anyScore !== true) {
    checkScores(scores, scoreLabels, raw, source, problems);
    if (predictionScore !== undefined)
      checkPredictionScores(predictionScore, raw, source, problems);
  }
  if (top !== null) {
    const what = `only the ${top.k} highest scores of an image are there`;
    problems.add("predictions/truncated", what, source);
  }
  const taxa = taxaOf(predicted);
  return {
    format: {
      id: roles.preset,
      reason: `${roles.reason}; ${raw.writing}`,
      writing: raw.writing,
    },
    source,
    rowCount,
    file,
    predicted,
    scoreLabels,
    scores,
    line: raw.line,
    attributes: { rowCount, columns: attributeColumns(raw, roles) },
    roles: shownRoles(roles),
    problems: [...raw.problems, ...problems.finish()],
    ...(predictionScore === undefined ? {} : { predictedScore: predictionScore }),
    ...(top === null ? {} : { top }),
    ...(taxa.size === 0 ? {} : { taxa }),
  };
}

/** Texts as they were before a spreadsheet's formulas were defused. */
function restored(column: CategoricalColumn): CategoricalColumn {
  if (!column.levels.some((level) => level.startsWith("'"))) return column;
  return { ...column, levels: column.levels.map(restoreFormula) };
}

function fileNames(images: CategoricalColumn, line: Int32Array, source: string): string[] {
  const missing = images.codes.indexOf(-1);
  if (missing >= 0) {
    throw new HomegroundError("input/bad-shape", {
      what: "a row of predictions names no image",
      where: `${source}, line ${line[missing] ?? missing + 1}`,
      fix: "Name the image in every row",
    });
  }
  return Array.from(images.codes, (code) => images.levels[code]!);
}

function scoreColumn(raw: RawTable, name: string): Float64Array {
  const at = raw.scoreNames.indexOf(name);
  const width = raw.scoreNames.length;
  if (at < 0) {
    const column = raw.table.columns.get(name);
    return column?.kind === "numeric"
      ? column.values
      : new Float64Array(raw.table.rowCount).fill(Number.NaN);
  }
  if (width === 1) return raw.scores;
  return Float64Array.from(
    { length: raw.table.rowCount },
    (_, row) => raw.scores[row * width + at]!,
  );
}

function topPredictionsOf(raw: RawTable, roles: PredictionRoles): TopPredictions | null {
  const k = roles.top.length;
  if (k === 0) return null;
  const { rowCount } = raw.table;
  const labels: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(rowCount * k).fill(-1);
  const scores = new Float64Array(rowCount * k).fill(Number.NaN);
  for (const [rank, { label, score }] of roles.top.entries()) {
    const column = textColumn(raw.table, label);
    const renumbered = column.levels.map((name) => {
      let code = codeOf.get(name);
      if (code === undefined) {
        code = labels.push(name) - 1;
        codeOf.set(name, code);
      }
      return code;
    });
    const values = score === null ? null : scoreColumn(raw, score);
    for (let row = 0; row < rowCount; row++) {
      codes[row * k + rank] = renumbered[column.codes[row]!] ?? -1;
      if (values !== null) scores[row * k + rank] = values[row]!;
    }
  }
  return { k, labels, codes, scores };
}

/** Lists rows that repeat an image; refuses rows that contradict each other. */
function refuseContradictions(
  images: CategoricalColumn,
  raw: RawTable,
  predicted: CategoricalColumn | null,
  scores: Float64Array,
  width: number,
  source: string,
  problems: ProblemList,
): void {
  const { rowCount } = raw.table;
  if (images.levels.length === rowCount) return;
  const firstRow = new Int32Array(images.levels.length).fill(-1);
  for (let row = 0; row < rowCount; row++) {
    const code = images.codes[row]!;
    const first = firstRow[code]!;
    if (first < 0) {
      firstRow[code] = row;
      continue;
    }
    let isSame = predicted === null || predicted.codes[row] === predicted.codes[first];
    for (let c = 0; c < width; c++) {
      isSame &&= Object.is(scores[row * width + c], scores[first * width + c]);
    }
    const name = images.levels[code] ?? "";
    const where = `${source}, line ${raw.line[row]}`;
    if (isSame) {
      const what = `${name} is predicted in line ${raw.line[first]} already, with the same answer`;
      problems.add("predictions/duplicate", what, where);
      continue;
    }
    throw new HomegroundError("predictions/duplicate", {
      what: `${name} is predicted in line ${raw.line[first]} already, with another answer`,
      where,
      fix: "Keep one row for each image",
    });
  }
}

/** How far from 1 the scores of a row may sum before that deserves a note. */
const SUM_TOLERANCE = 0.02;

function checkScores(
  scores: Float64Array,
  labels: readonly string[],
  raw: RawTable,
  source: string,
  problems: ProblemList,
): void {
  const width = labels.length;
  let outside = 0;
  let first = -1;
  let oddSums = 0;
  let firstOdd = -1;
  for (let row = 0; row < raw.table.rowCount; row++) {
    let sum = 0;
    for (let c = 0; c < width; c++) {
      const at = row * width + c;
      const score = scores[at]!;
      sum += score;
      if (!(score < 0 || score > 1)) continue;
      if (outside++ === 0) first = at;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE && oddSums++ === 0) firstOdd = row;
  }
  if (outside > 0) {
    const row = Math.floor(first / width);
    const what = `${outside} of ${scores.length} scores are outside 0 to 1, such as ${scores[first]} for ${quoted(labels[first % width] ?? "")}`;
    problems.add("predictions/not-probabilities", what, `${source}, line ${raw.line[row]}`);
  } else if (width > 1 && oddSums > 0) {
    const what = `the scores of ${oddSums} of ${raw.table.rowCount} images do not add up to 1`;
    problems.add("predictions/sums", what, `${source}, line ${raw.line[firstOdd]}`);
  }
}

/** A score outside 0 to 1 is not a confidence, so none is shown for it. */
function checkPredictionScores(
  scores: Float64Array,
  raw: RawTable,
  source: string,
  problems: ProblemList,
): void {
  const outside = scores.filter((score) => score < 0 || score > 1);
  if (outside.length === 0) return;
  const row = scores.findIndex((score) => score < 0 || score > 1);
  const what = `${outside.length} of ${scores.length} scores of the answer are outside 0 to 1, such as ${scores[row]}; they are no confidence`;
  problems.add("predictions/not-probabilities", what, `${source}, line ${raw.line[row]}`);
}

function taxaOf(predicted: CategoricalColumn | null): Map<string, Taxon> {
  const taxa = new Map<string, Taxon>();
  for (const name of predicted?.levels ?? []) {
    const taxon = parseTaxonLabel(name);
    if (taxon !== null) taxa.set(name, taxon);
  }
  return taxa;
}

function attributeColumns(raw: RawTable, roles: PredictionRoles): ReadonlyMap<string, Column> {
  const used = new Set([...roles.image, roles.predicted, ...roles.top.map(({ label }) => label)]);
  const isFree = ([name, column]: [string, Column]) =>
    !used.has(name) &&
    !(/^column \d+$/.test(name) && column.kind === "categorical" && column.levels.length === 0);
  return new Map([...raw.table.columns].filter(isFree));
}

function shownRoles(roles: PredictionRoles): ReadonlyMap<string, string> {
  const shown = new Map<string, string>([["image", roles.image.join(" / ")]]);
  if (roles.predicted !== null) shown.set("predicted", roles.predicted);
  if (roles.predictionScore !== null) shown.set("score of the answer", roles.predictionScore);
  if (roles.scores.size > 0) shown.set("scores", [...roles.scores.values()].join(", "));
  return shown;
}
