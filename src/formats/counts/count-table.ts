import { HomegroundError } from "../../core/errors.js";
import { type Column, cellText, selectRows, type Table } from "../../core/table.js";
import type { TruthColumns } from "../csv/truth-roles.js";
import { restoreFormula } from "../delimited/csv-write.js";
import { type DelimitedOptions, type RawTable, readDelimited } from "../delimited/delimited.js";
import type { ColumnReading } from "../delimited/delimited-columns.js";
import { pathColumn } from "../delimited/table-cells.js";
import type { FormatPlace } from "../format.js";
import {
  createProblemList,
  type ProblemCode,
  type ProblemList,
  quoted,
} from "../import-problems.js";
import {
  type ImagePredictions,
  type ImageTruth,
  TRUTH_STATE,
  type Unfit,
} from "../import-types.js";
import { sampleRows } from "../json/record-table.js";
import { readTable } from "../read-table.js";
import { readCount } from "./count-cell.js";
import { COUNT_LABEL, type CountRoles, guessCountRoles } from "./count-roles.js";
import { createCountedTruth } from "./counted-truth.js";

/** Where a table stands, and the format that it is of. */
export interface CountTablePlace extends FormatPlace {
  readonly formatId: string;
}

export interface CountTableOptions extends Pick<DelimitedOptions, "delimiter" | "encoding"> {
  readonly columns?: TruthColumns;
  /** Labels of the ground truth, where the counts are a model's. */
  readonly knownLabels?: readonly string[];
}

/** Counts of a table, a row an image. */
interface CountedImages {
  readonly raw: RawTable;
  readonly roles: CountRoles;
  readonly file: readonly string[];
  readonly labels: readonly string[];
  /** Row-major images × labels; NaN where a cell says none. */
  readonly counts: Float64Array;
  /** Why a number of an image is none, by image; the first reason. */
  readonly unfit: ReadonlyMap<number, Unfit>;
  /** 1 where a number of the image is there. */
  readonly hasAny: Uint8Array;
  /** Row of the table that names each image first. */
  readonly row: Int32Array;
  readonly problems: ProblemList;
}

/**
 * Reads ground truth from a table of counts: whole numbers of 0 or more, a row an image or a row an
 * image and label. What is no such number is listed with its image.
 *
 * @throws HomegroundError as `readDelimited`; `table/missing-column`, `counts/too-many`
 */
export async function readCountTruth(
  place: CountTablePlace,
  options: CountTableOptions = {},
): Promise<ImageTruth> {
  const read = await readCounts(place, options, null);
  const { raw, roles, file, labels, counts, hasAny, row, problems } = read;
  const unfit = new Map(read.unfit);
  const width = labels.length;
  for (const [image, name] of file.entries()) {
    for (let k = 0; k < width && !unfit.has(image); k++) {
      const count = counts[image * width + k]!;
      if (Number.isNaN(count)) continue;
      const at = `${place.path}, line ${raw.line[row[image]!]}`;
      const found = whyNoTruth(count, width === 1 ? "" : ` of ${quoted(labels[k]!)}`);
      if (found === null) continue;
      unfit.set(image, found);
      problems.add(found.code as ProblemCode, `${name}: ${found.what}`, at);
    }
    if (unfit.has(image)) counts.fill(Number.NaN, image * width, (image + 1) * width);
  }
  const truth = createCountedTruth(file.length, labels, counts, place.path);
  const state = truth.state.map((given, image) =>
    hasAny[image] === 1 && !unfit.has(image) ? given : TRUTH_STATE.unlabelled,
  );
  return {
    format: {
      id: place.formatId,
      reason: `${roles.reason}; ${raw.writing}`,
      writing: raw.writing,
      ...(raw.written === undefined ? {} : { written: raw.written }),
    },
    source: place.path,
    rowCount: file.length,
    file,
    ...truth,
    state,
    unfit,
    line: row.map((at) => raw.line[at]!),
    attributes: selectRows(attributesOf(raw.table, roles), row),
    otherFiles: [],
    roles: shownRoles(roles),
    problems: [...raw.problems, ...problems.finish()],
  };
}

/**
 * Reads what a model counted from a table: any numbers, as a model may say 3.4.
 *
 * @throws HomegroundError as `readDelimited`; `table/missing-column`, `predictions/duplicate` where two
 *   rows count one image differently
 */
export async function readCountPredictions(
  place: CountTablePlace,
  options: CountTableOptions = {},
): Promise<ImagePredictions> {
  const read = await readCounts(place, options, options.knownLabels ?? []);
  const { raw, roles, file, labels, counts, row, problems, unfit } = read;
  const twice = [...unfit].find(([, { code }]) => code === "counts/two-counts");
  if (twice !== undefined) {
    throw new HomegroundError("predictions/duplicate", {
      what: `${quoted(file[twice[0]]!)}: ${twice[1].what}`,
      where: `${place.path}, line ${raw.line[row[twice[0]]!]}`,
      fix: "Give one row for each image, or for each image and label",
    });
  }
  for (let at = 0; at < counts.length; at++) {
    const image = Math.floor(at / labels.length);
    const where = `${place.path}, line ${raw.line[row[image]!]}`;
    if (counts[at]! < 0) {
      problems.add("counts/below-zero", `${quoted(file[image]!)}: ${counts[at]} is below 0`, where);
    }
    if (Math.abs(counts[at]!) > MOST_PREDICTED) {
      const what = `${quoted(file[image]!)}: ${counts[at]} is more than can be in an image`;
      problems.add("counts/too-many", what, where);
      counts[at] = Number.NaN;
    }
  }
  return {
    format: { id: place.formatId, reason: `${roles.reason}; ${raw.writing}`, writing: raw.writing },
    source: place.path,
    rowCount: file.length,
    file,
    predicted: null,
    scoreLabels: labels,
    scores: counts,
    line: row.map((at) => raw.line[at]!),
    attributes: selectRows(attributesOf(raw.table, roles), row),
    roles: shownRoles(roles),
    problems: [...raw.problems, ...problems.finish()],
  };
}

/** Beyond it a number is a mistake, and its square would spoil every sum. */
const MOST_PREDICTED = 1e9;

/** Why a number is no count of things; null where it is one. */
function whyNoTruth(count: number, of: string): Unfit | null {
  if (count < 0) return { code: "counts/negative", what: `the count${of} is ${count}, below 0` };
  if (!Number.isInteger(count)) {
    return { code: "counts/fraction", what: `the count${of} is ${count}, no whole number` };
  }
  return null;
}

async function readCounts(
  place: CountTablePlace,
  { columns = {}, ...options }: CountTableOptions,
  known: readonly string[] | null,
): Promise<CountedImages> {
  const { access, path } = place;
  let decimalComma = false;
  let roles: CountRoles | null = null;
  const raw =
    place.content === "delimited"
      ? await readDelimited(access, path, {
          ...options,
          readColumns(dialect) {
            decimalComma = dialect.decimalComma;
            roles = guessCountRoles(dialect.names, dialect.sample, path, columns, known);
            const texts = [...roles.image, ...roles.counts.values(), roles.label ?? ""];
            return new Map(texts.map((name) => [name, "text"] as [string, ColumnReading]));
          },
        })
      : await readTable(place);
  const names = [...raw.table.columns.keys()];
  const found = roles ?? guessCountRoles(names, sampleRows(raw.table), path, columns, known);
  return countImages(raw, found, path, decimalComma);
}

/** Puts the rows of an image together. */
function countImages(
  raw: RawTable,
  roles: CountRoles,
  source: string,
  decimalComma: boolean,
): CountedImages {
  const problems = createProblemList();
  const { table } = raw;
  const paths = pathColumn(table, roles.image);
  const columns = [...roles.counts].map(([label, name]) => ({
    label,
    column: table.columns.get(name),
  }));
  const labelColumn = roles.label === null ? undefined : table.columns.get(roles.label);
  const labels: string[] = roles.label === null ? columns.map(({ label }) => label) : [];
  const indexOf = new Map(labels.map((label, k) => [label, k]));
  const imageOf = new Map<string, number>();
  const file: string[] = [];
  const row: number[] = [];
  const cells: { image: number; label: number; count: number }[] = [];
  const unfit = new Map<number, Unfit>();
  const refuse = (image: number, code: ProblemCode, what: string, at: number): void => {
    if (!unfit.has(image)) unfit.set(image, { code, what });
    problems.add(code, `${quoted(file[image]!)}: ${what}`, `${source}, line ${raw.line[at]}`);
  };

  for (let at = 0; at < table.rowCount; at++) {
    const name = restoreFormula(cellText(paths, at)?.trim() ?? "");
    if (name === "") {
      problems.add(
        "labels/no-file",
        "the row names no image; it is left out",
        `${source}, line ${raw.line[at]}`,
      );
      continue;
    }
    let image = imageOf.get(name);
    if (image === undefined) {
      image = file.push(name) - 1;
      imageOf.set(name, image);
      row.push(at);
    }
    for (const { label, column } of columns) {
      const cell = column === undefined ? null : cellText(column, at);
      const read = readCount(cell, decimalComma);
      if (read.kind === "words") {
        refuse(image, "counts/not-a-number", `${quoted(cell!)} is no number`, at);
      } else if (read.kind === "separator") {
        const what = `${quoted(cell!)} may be thousands or a fraction`;
        refuse(image, "counts/separator", what, at);
      } else {
        const own = labelColumn === undefined ? label : (labelText(labelColumn, at) ?? "");
        // A row of no label that counts nothing says that the image is empty.
        if (own === "") {
          if (read.kind === "number" && read.value !== 0) {
            refuse(image, "counts/no-label", `${read.value} things have no label`, at);
          } else if (read.kind === "number") cells.push({ image, label: -1, count: 0 });
          continue;
        }
        let k = indexOf.get(own);
        if (k === undefined) {
          k = labels.push(own) - 1;
          indexOf.set(own, k);
        }
        cells.push({ image, label: k, count: read.kind === "number" ? read.value : Number.NaN });
      }
    }
  }

  const width = labels.length;
  // In rows of labels what is not named is not there; in columns of labels an empty cell says nothing.
  const isLong = labelColumn !== undefined;
  const counts = new Float64Array(file.length * width).fill(Number.NaN);
  const hasAny = new Uint8Array(file.length);
  const isMissing = new Set<number>();
  for (const { image, label, count } of cells) {
    if (Number.isNaN(count)) {
      isMissing.add(image);
      continue;
    }
    hasAny[image] = 1;
    if (label < 0) continue;
    const before = counts[image * width + label]!;
    if (!Number.isNaN(before) && before !== count) {
      const of = width === 1 ? "" : ` of ${quoted(labels[label]!)}`;
      refuse(image, "counts/two-counts", `two counts${of}: ${before} and ${count}`, row[image]!);
    }
    counts[image * width + label] = count;
  }
  for (const image of isMissing) {
    const isWhole = hasAny[image] === 0;
    // Without any number the image is unlabelled, as one without a label is.
    if (!isWhole)
      refuse(image, "counts/missing", "a count of one of its labels is missing", row[image]!);
  }
  if (isLong) {
    for (let at = 0; at < counts.length; at++) {
      if (Number.isNaN(counts[at]!) && hasAny[Math.floor(at / width)] === 1) counts[at] = 0;
    }
  }
  for (const image of unfit.keys()) counts.fill(Number.NaN, image * width, (image + 1) * width);
  return { raw, roles, file, labels, counts, unfit, hasAny, row: Int32Array.from(row), problems };
}

function labelText(column: Column, row: number): string | null {
  const text = cellText(column, row)?.trim() ?? "";
  return text === "" ? null : restoreFormula(text);
}

function attributesOf(table: Table, roles: CountRoles): Table {
  const taken = new Set([...roles.image, ...roles.counts.values(), roles.label ?? ""]);
  return {
    rowCount: table.rowCount,
    columns: new Map([...table.columns].filter(([name]) => !taken.has(name))),
  };
}

function shownRoles({ image, label, counts }: CountRoles): ReadonlyMap<string, string> {
  const roles = new Map([["image", image.join(" / ")]]);
  if (label !== null) roles.set("label", label);
  for (const [name, column] of counts) {
    roles.set(name === COUNT_LABEL ? COUNT_LABEL : `count of ${name}`, column);
  }
  return roles;
}
