import {
  columnsFor,
  foldName,
  imageColumnByContent,
  missingColumn,
  otherFileColumns,
  sampleOf,
} from "../column-names.js";
import type { TruthColumns } from "../csv/truth-roles.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { quoted } from "../import-problems.js";

/** What to do where a column is not there. */
const RENAME =
  "Rename a column (count, or count_LABEL for each label), or say which column is which";

/** The label of counts that have none: of all things in an image. */
export const COUNT_LABEL = "count";

/** What the columns of a table of counts mean. */
export interface CountRoles {
  /** One column, or a folder and a file. */
  readonly image: readonly string[];
  /** Column with the label of each row, where a row is a label of an image; else null. */
  readonly label: string | null;
  /** Column of the count of each label, in column order; one under {@link COUNT_LABEL} where `label` says it. */
  readonly counts: ReadonlyMap<string, string>;
  readonly reason: string;
}

/** Names of a column with a number of things, the surest first; folded. */
const COUNT_NAMES = [
  "count",
  "counts",
  "truecount",
  "groundtruthcount",
  "gtcount",
  "individualcount",
  "numberofindividuals",
  "groupsize",
  "number",
  "num",
  "n",
  "total",
  "totalcount",
  "quantity",
  "abundance",
  "truth",
  "groundtruth",
];

/** The same of a model's number: before those that could be the truth beside it. */
const PREDICTED_COUNT_NAMES = [
  "predictedcount",
  "predcount",
  "countpredicted",
  "countpred",
  "estimatedcount",
  "estimate",
  "modelcount",
  "predicted",
  "prediction",
  "pred",
  ...COUNT_NAMES.filter((name) => !name.includes("truth") && !/^(true|gt)/.test(name)),
  "score",
];

/** `count_deer`, `n_deer`. */
const PREFIX = /^(?:predicted_|pred_|true_)?(?:count|counts|n|num|number)[_.: -]([\s\S]+)$/i;

/** Numbers that count nothing in an image, whatever their values; folded. */
const NEVER_COUNTS =
  /^(width|height|index|id|row|line|fold|seed|x|y|lat|latitude|lon|lng|longitude|altitude|elevation|temperature|humidity|depth|distance|year|month|day|hour|minute|second|size|bytes|filesize|iso|exposure|split|site|station|camera|plot|transect|event|sequence|deployment|burst|frame|time|timestamp|inclusionprobability|stratum|weight)$/;

/**
 * Guesses what the columns of a table of counts mean: columns of known labels, else columns with a
 * prefix (`count_deer`), else one column of counts with or without a column of labels beside it, else
 * all columns of numbers that could count something.
 *
 * @param chosen columns that the user named: its `labels` hold the counts
 * @param known labels of the ground truth, where a model's counts are read; null for the truth itself
 * @throws HomegroundError `table/missing-column`, which lists the columns that are there
 */
export function guessCountRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
  chosen: TruthColumns,
  known: readonly string[] | null,
): CountRoles {
  for (const name of [chosen.image, ...(chosen.labels ?? [])]) {
    if (name !== undefined && !names.includes(name)) {
      throw missingColumn(`column ${quoted(name)}`, names, source, RENAME);
    }
  }
  const others = otherFileColumns(names, sample);
  const image = imageColumns(
    names.filter((name) => !others.includes(name)),
    sample,
    chosen.image,
  );
  if (image.length === 0) {
    throw missingColumn("column that names the image (file, image, path)", names, source, RENAME);
  }
  const free = names.filter((name) => !image.includes(name) && !others.includes(name));
  const words = (what: string) => `${image.map(quoted).join(" and ")} names the image, ${what}`;
  const wide = (columns: ReadonlyMap<string, string>): CountRoles => {
    const list = [...columns.values()].slice(0, 3).map(quoted).join(", ");
    const reason = words(
      `${columns.size === 1 ? "" : `${columns.size} columns such as `}${list} the number of each label`,
    );
    return { image, label: null, counts: columns, reason };
  };
  if (chosen.labels !== undefined && chosen.labels.length > 0) {
    return wide(new Map(chosen.labels.map((name) => [labelOf(name), name])));
  }
  const named = free.filter((name) => known?.includes(restoreFormula(name)) === true);
  if (named.length > 0 && !(named.length === 1 && labelOf(named[0]!) === COUNT_LABEL)) {
    return wide(new Map(named.map((name) => [restoreFormula(name), name])));
  }
  const prefixed = free.filter((name) => PREFIX.test(name) && mostlyNumbers(name, names, sample));
  const ranked = byRank(free, known === null ? COUNT_NAMES : PREDICTED_COUNT_NAMES);
  if (prefixed.length > 0 && !prefixed.includes(ranked[0] ?? "")) {
    return wide(new Map(prefixed.map((name) => [labelOf(name), name])));
  }
  const count = ranked.find((name) => mostlyNumbers(name, names, sample)) ?? ranked[0];
  if (count !== undefined) {
    const label = columnsFor("label", free).find((name) => name !== count) ?? null;
    const counts = new Map([[COUNT_LABEL, count]]);
    const of = label === null ? "in it" : `of the label in ${quoted(label)}`;
    return { image, label, counts, reason: words(`${quoted(count)} the number ${of}`) };
  }
  const plain = free.filter(
    (name) => !NEVER_COUNTS.test(foldName(name)) && allNumbers(name, names, sample),
  );
  if (plain.length > 0) return wide(new Map(plain.map((name) => [restoreFormula(name), name])));
  throw missingColumn(
    "column with a count (count, number) and none of numbers",
    names,
    source,
    RENAME,
  );
}

function imageColumns(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  chosen: string | undefined,
): readonly string[] {
  if (chosen !== undefined) return [chosen];
  const folded = new Map(names.map((name) => [foldName(name), name]));
  const [folder, file] = [folded.get("relativepath"), folded.get("file")];
  if (folder !== undefined && file !== undefined) return [folder, file];
  const found = columnsFor("image", names)[0] ?? imageColumnByContent(names, sample);
  return found === undefined ? [] : [found];
}

function labelOf(column: string): string {
  const [, label] = PREFIX.exec(column) ?? [];
  const name = restoreFormula(label ?? column);
  return COUNT_NAMES.includes(foldName(name)) ? COUNT_LABEL : name;
}

function byRank(names: readonly string[], wanted: readonly string[]): string[] {
  const rank = (name: string): number => wanted.indexOf(foldName(name));
  return names.filter((name) => rank(name) >= 0).sort((a, b) => rank(a) - rank(b));
}

/** A plain number, however it is written. */
const NUMBER = /^[+-]?[\d.,' ]*\d[\d.,' ]*(e[+-]?\d+)?$/i;

function allNumbers(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  const cells = sampleOf(name, names, sample);
  return cells.length > 0 && cells.every((cell) => NUMBER.test(cell));
}

function mostlyNumbers(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  const cells = sampleOf(name, names, sample);
  return 2 * cells.filter((cell) => NUMBER.test(cell)).length >= cells.length;
}
