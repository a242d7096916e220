import {
  columnsFor,
  foldName,
  imageColumnByContent,
  missingColumn,
  sampleOf,
} from "../column-names.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { parsePlainText } from "../delimited/decimal.js";
import { quoted } from "../import-problems.js";

/** What to do where a column is not there. */
const RENAME =
  "Rename a column (predicted, or p_LABEL for each label), or say which column is which";

/** Which columns to take for what, where the guess is not wanted. */
export interface PredictionColumns {
  readonly image?: string;
  readonly predicted?: string;
  /** Columns with the score of a label, by label. */
  readonly scores?: ReadonlyMap<string, string>;
}

/** What the columns of a table of predictions mean. */
export interface PredictionRoles {
  /** `csv`, `top-answers` or `mlwic2`. */
  readonly preset: string;
  /** One column, or a folder and a file. */
  readonly image: readonly string[];
  readonly predicted: string | null;
  /** Column with the score of the prediction, where scores of all labels are not there. */
  readonly predictionScore: string | null;
  /** Column of the score of each label, in column order. */
  readonly scores: ReadonlyMap<string, string>;
  /** Columns of the k best answers and of their scores, best first. */
  readonly top: readonly { readonly label: string; readonly score: string | null }[];
  readonly reason: string;
}

/** Prefixes of columns that hold the score of a label. */
const PREFIX =
  /^(p|prob|proba|probability|score|conf|confidence|logit|softmax|pred)([_.: -])([\s\S]+)$/i;
/** `guess1`, `top_1`, `label.1`, `class1` … and the score beside it. */
const TOP_LABEL =
  /^(guess|top|pred|label|class|prediction)[_. -]?(\d{1,2})(?:[_. -]?(?:label|class))?$/i;

/** Numbers that are not scores of a label, whatever their values; folded. */
const NEVER_SCORES =
  /^(width|height|index|id|row|line|fold|seed|count|n|x|y|lat|latitude|lon|lng|longitude|year|month|day|hour|minute|second|size|bytes|filesize|iso|exposure|split|label|target|truth|class|classindex|classid|groundtruth|correct|time|timestamp)$/;

/**
 * Guesses what the columns of a table of predictions mean, from their names and the first rows.
 *
 * Scores of labels are columns with one prefix (`p_cat`, `p_dog`); without a prefix, columns of
 * plain numbers named like known labels or like answers in the `predicted` column, and those from 0
 * to 1 (or beside them) with them; where there is no such column, all columns of numbers from 0 to
 * 1, if they are two or more. A
 * column with ground truth is no prediction and stays an attribute.
 *
 * @param knownLabels labels of the ground truth or the model, where they are known
 * @throws HomegroundError `table/missing-column`, which lists the columns that are there
 */
export function guessPredictionRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
  chosen: PredictionColumns = {},
  knownLabels: readonly string[] = [],
): PredictionRoles {
  const wanted = [chosen.image, chosen.predicted, ...(chosen.scores?.values() ?? [])];
  for (const name of wanted) {
    if (name !== undefined && !names.includes(name))
      throw missingColumn(`column ${quoted(name)}`, names, source, RENAME);
  }
  const image = imageColumns(names, sample, chosen);
  if (image.length === 0) {
    throw missingColumn("column that names the image (file, image, path)", names, source, RENAME);
  }
  const free = names.filter((name) => !image.includes(name));
  const top = chosen.scores === undefined ? topPredictions(free, names, sample) : [];
  const isMlwic = top.length > 0 && free.some((name) => foldName(name) === "guess1");
  const predicted = chosen.predicted ?? top[0]?.label ?? columnsFor("predicted", free)[0] ?? null;
  const rest = free.filter((name) => name !== predicted);
  const scores = new Map<string, string>(
    chosen.scores ??
      (top.length > 0 ? [] : scoreColumns(rest, names, sample, predicted, knownLabels)),
  );
  let predictionScore: string | null = null;
  if (scores.size === 0) {
    const found = columnsFor("predictionScore", rest).find((name) =>
      isNumeric(name, names, sample),
    );
    predictionScore = top[0]?.score ?? found ?? null;
  }
  if (predicted === null && scores.size === 0 && predictionScore !== null) {
    // One number for each image: the score of an anomaly, which has no label.
    scores.set(predictionScore, predictionScore);
    predictionScore = null;
  }
  if (predicted === null && scores.size === 0) {
    throw missingColumn(
      "column predicted and none with the score of a label",
      names,
      source,
      RENAME,
    );
  }
  const preset = isMlwic ? "mlwic2" : top.length > 0 ? "top-answers" : "csv";
  const words = [`${image.map(quoted).join(" and ")} names the image`];
  if (predicted !== null) words.push(`${quoted(predicted)} the label answered`);
  if (scores.size > 0) {
    const [first] = scores.values();
    const count = scores.size === 1 ? "column" : `${scores.size} columns such as`;
    words.push(
      `${count} ${quoted(first ?? "")} for the score of ${scores.size === 1 ? "an image" : "each label"}`,
    );
  }
  if (top.length > 0) words.push(`the ${top.length} best answers are there`);
  const reason = words.join(", ");
  return { preset, image, predicted, predictionScore, scores, top, reason };
}

function imageColumns(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  chosen: PredictionColumns,
): readonly string[] {
  if (chosen.image !== undefined) return [chosen.image];
  const folded = new Map(names.map((name) => [foldName(name), name]));
  const folder = folded.get("relativepath");
  const file = folded.get("file");
  if (folder !== undefined && file !== undefined) return [folder, file];
  const found = columnsFor("image", names)[0] ?? imageColumnByContent(names, sample);
  return found === undefined ? [] : [found];
}

function isNumeric(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  const cells = sampleOf(name, names, sample);
  const isNumber = (cell: string) =>
    !Number.isNaN(parsePlainText(cell)) || !Number.isNaN(parsePlainText(cell, true));
  const numbers = cells.filter((cell) => isNumber(cell) || /^[-+]?(nan|inf)/i.test(cell)).length;
  return cells.length > 0 && numbers >= 0.5 * cells.length;
}

function scoreColumns(
  free: readonly string[],
  names: readonly string[],
  sample: readonly (readonly string[])[],
  predicted: string | null,
  knownLabels: readonly string[],
): ReadonlyMap<string, string> {
  const numeric = free.filter((name) => isNumeric(name, names, sample));
  const labels = new Set(knownLabels);
  for (const prediction of predicted === null ? [] : sampleOf(predicted, names, sample)) {
    labels.add(prediction);
  }
  const prefixed = prefixedColumns(numeric, labels);
  const hasPlainScore = columnsFor("predictionScore", numeric).length > 0;
  const isScores =
    prefixed.size > 1 ||
    (predicted === null ? !hasPlainScore : [...prefixed.keys()].some((label) => labels.has(label)));
  if (prefixed.size > 0 && isScores) return prefixed;
  // The form of files that are written here: nothing but the prediction and the scores.
  const isOwnForm =
    names[0] === "file" && names[1] === "predicted" && numeric.length === names.length - 2;
  if (isOwnForm && numeric.length > 1) return identity(numeric);

  const plain = numeric.filter((name) => labels.has(name) || !NEVER_SCORES.test(foldName(name)));
  const named = plain.filter((name) => labels.has(name));
  const inUnit = plain.filter((name) => staysInUnit(name, names, sample));
  if (named.length === 0) {
    return predicted === null && inUnit.length > 1 ? identity(inUnit) : new Map();
  }
  if (named.every((name) => inUnit.includes(name))) return identity(inUnit);
  // Scores of any size: the columns beside those that are surely scores.
  return identity(runsAround(named, plain, names));
}

/** The largest group of columns with one prefix, by label; empty where the names are labels. */
function prefixedColumns(
  numeric: readonly string[],
  labels: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const groups = new Map<string, Map<string, string>>();
  for (const name of numeric) {
    const [, prefix, mark, label] = PREFIX.exec(name) ?? [];
    if (prefix === undefined || label === undefined) continue;
    const key = `${prefix.toLowerCase()}${mark}`;
    const group = groups.get(key) ?? new Map<string, string>();
    groups.set(key, group.set(label, name));
  }
  const [largest] = [...groups.values()].sort((a, b) => b.size - a.size);
  if (largest === undefined) return new Map();
  return [...largest.values()].some((name) => labels.has(name)) ? new Map() : largest;
}

function staysInUnit(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  return sampleOf(name, names, sample).every((cell) => {
    const value = Number(cell.replace(",", "."));
    return value >= 0 && value <= 1;
  });
}

/** Columns of `plain` that stand in one run with a column of `named`, without another between. */
function runsAround(
  named: readonly string[],
  plain: readonly string[],
  names: readonly string[],
): readonly string[] {
  const isPlain = new Set(plain);
  const chosen = new Set<string>();
  for (const name of named) {
    for (const step of [-1, 1]) {
      for (let at = names.indexOf(name); isPlain.has(names[at] ?? ""); at += step) {
        chosen.add(names[at]!);
      }
    }
  }
  return plain.filter((name) => chosen.has(name));
}

function identity(names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [restoreFormula(name), name]));
}

/** Columns of the best answers, from the first on without a gap; empty for fewer than two. */
function topPredictions(
  free: readonly string[],
  names: readonly string[],
  sample: readonly (readonly string[])[],
): { label: string; score: string | null }[] {
  const labels = new Map<number, { name: string; kind: string }>();
  for (const name of free) {
    const [, kind, digits] = TOP_LABEL.exec(name) ?? [];
    if (kind === undefined || digits === undefined) continue;
    if (!labels.has(Number(digits))) labels.set(Number(digits), { name, kind: kind.toLowerCase() });
  }
  const found: { label: string; score: string | null }[] = [];
  for (let rank = 1; labels.has(rank); rank++) {
    const { name, kind } = labels.get(rank)!;
    const scoreNames = new Set(
      [
        `p${kind}`,
        `${kind}score`,
        `${kind}prob`,
        "confidence",
        "score",
        "prob",
        "probability",
        "conf",
        "p",
      ].map((start) => `${start}${rank}`),
    );
    scoreNames.add(`${kind}${rank}score`).add(`${kind}${rank}prob`).add(`${kind}${rank}confidence`);
    const score = free.find((other) => scoreNames.has(foldName(other)));
    found.push({ label: name, score: score ?? null });
  }
  // Numbers without scores beside them are scores themselves (`class1`, `class2`, …).
  const [best] = found;
  const arePredictions =
    best !== undefined && (best.score !== null || !isNumeric(best.label, names, sample));
  return found.length > 1 && arePredictions ? found : [];
}
