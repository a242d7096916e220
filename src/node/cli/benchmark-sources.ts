import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Benchmark,
  MOST_BENCHMARK_CHARACTERS,
  MOST_GROUPED,
  MOST_OUTCOMES,
  otherVersion,
  readSubmission,
  type Submission,
} from "../../benchmark/benchmark.js";
import {
  type SubmissionWords,
  submissionOfLine,
  submissionOfRecord,
  submissionOfSent,
  submissionOfShared,
} from "../../benchmark/submissions.js";
import {
  figureOfOutcomes,
  type OutcomeUnit,
  travellingOutcomes,
} from "../../benchmark/travelling-outcomes.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { cellText } from "../../core/table.js";
import { isRecord } from "../../formats/json/json-values.js";
import { readParquetTable } from "../../formats/parquet/parquet.js";
import type { Provenance } from "../../ledger/ledger.js";
import { sharedOfResult, sharedResultOf } from "../../ledger/read-shared.js";
import { type SharedResult, sharedFigure } from "../../ledger/shared-result.js";
import { counted } from "../../reports/numbers.js";
import type { EvaluationResult } from "../../results/result.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { openFolder } from "../files/folder-access.js";
import { readText } from "../files/read-file.js";
import type { CommandIo } from "./command.js";
import { readLedgerFile } from "./ledger-file.js";
import { figuresFile, isFile, outcomesBeside } from "./named-file.js";
import { verifiedRecord } from "./publish.js";

const LEDGER_FILE = "ledger.ndjson";

/** How what is added becomes submissions. */
export interface AddWords extends SubmissionWords {
  /** Columns of a result by which it is more than one place, or looked at under more than one condition. */
  readonly placeBy: string | null;
  readonly conditionBy: string | null;
}

/** What one source gives, or why it gives nothing. */
export type Given = { readonly source: string } & (
  | {
      readonly submission: Submission;
      /** Why its outcomes do not travel, where they might have; null else. */
      readonly apart: string | null;
    }
  | { readonly error: HomegroundError }
);

/** What a file or folder gives: a record, a result with its outcomes, a shared result, a ledger, a submission. */
export async function submissionsOf(
  path: string,
  benchmark: Benchmark,
  words: AddWords,
  io: CommandIo,
): Promise<readonly Given[]> {
  try {
    const ledger = await ledgerOf(path);
    if (ledger !== null) return await ofLedger(ledger, benchmark, words);
    const { file } = await figuresFile(path);
    return await ofFile(file, benchmark, words, io);
  } catch (cause) {
    return [{ source: path, error: isHomegroundError(cause) ? cause : unreadable(path, cause) }];
  }
}

/** A result has a line for each image that was left out: room for a million of those. */
const MOST_BYTES = 16 * MOST_BENCHMARK_CHARACTERS;

/** The text of a file of a benchmark, or of what is added. @throws HomegroundError `input/bad-shape` beyond any size of those */
export async function limitedText(file: string, fix: string): Promise<string> {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size > MOST_BYTES) {
    throw new HomegroundError("input/bad-shape", {
      what: "the file is far larger than one of a benchmark",
      where: file,
      fix,
    });
  }
  return await readText(file, fix);
}

async function ledgerOf(path: string): Promise<string | null> {
  if (path.endsWith(LEDGER_FILE)) return dirname(path);
  return (await isFile(join(path, LEDGER_FILE))) ? path : null;
}

/** A submission, or the error with which it is refused. */
function given(source: string, make: () => Submission, apart: string | null = null): Given {
  try {
    return { source, submission: make(), apart };
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return { source, error: cause };
  }
}

async function ofLedger(
  path: string,
  benchmark: Benchmark,
  words: AddWords,
): Promise<readonly Given[]> {
  const all: Given[] = [];
  await readLedgerFile(path, (line) => {
    const source = `${path}, line ${line.seq}`;
    const make = () => {
      const own = withCondition(words, line.entry.result, source);
      return submissionOfLine(line, benchmark, own, createNodeDigest, source);
    };
    all.push(given(source, make));
  });
  return all;
}

/** The condition that a sender names among the properties of their place. @throws HomegroundError `benchmark/no-condition` */
function withCondition(words: AddWords, { attributes }: SharedResult, where: string): AddWords {
  const { conditionBy } = words;
  if (conditionBy === null) return words;
  const value = new Map(Object.entries(attributes ?? {})).get(conditionBy);
  if (value === undefined) throw noCondition(conditionBy, Object.keys(attributes ?? {}), where);
  return { ...words, condition: String(value) };
}

function noCondition(name: string, known: readonly string[], where: string): HomegroundError {
  const others = known.length === 0 ? "" : `; it says something of ${known.join(", ")}`;
  return new HomegroundError("benchmark/no-condition", {
    what: `it says nothing of ${name}${others}`,
    where,
    fix: "Name another column with --condition-by, or say --condition",
  });
}

async function ofFile(
  file: string,
  benchmark: Benchmark,
  words: AddWords,
  io: CommandIo,
): Promise<readonly Given[]> {
  const fix = "Name a shared result, a result.json, a record, a ledger or a submission";
  const text = await limitedText(file, fix);
  const value = parseJson(text, file, fix);
  const schema = isRecord(value) ? value["schema"] : undefined;
  switch (schema) {
    case "homeground.submission/1":
      return [given(file, () => submissionOfSent(readSubmission(text, file)))];
    case "homeground.record/1":
      return [await ofRecord(file, benchmark, words, io)];
    case "homeground.shared-result/2": {
      const shared = sharedResultOf(value, file);
      const told = { kind: "shared-result", name: null, outcomes: null, figure: null } as const;
      const make = () => {
        const own = withCondition(words, shared, file);
        return submissionOfShared(shared, benchmark, own, told, createNodeDigest, file);
      };
      return [given(file, make)];
    }
    case "homeground.result/1": {
      const shared = sharedOfResult(value, file, {});
      return await ofResult(file, value as EvaluationResult, shared, benchmark, words);
    }
    default: {
      if (typeof schema === "string" && schema.startsWith("homeground.")) {
        throw otherVersion(schema, file);
      }
      throw new HomegroundError("input/bad-shape", {
        what: "it is nothing that a benchmark is made of",
        where: file,
        fix,
      });
    }
  }
}

/** A record is verified with the images beside it: what did not come out again here is told. */
async function ofRecord(
  file: string,
  benchmark: Benchmark,
  words: AddWords,
  io: CommandIo,
): Promise<Given> {
  const access = await openFolder(dirname(file));
  const { record, steps } = await verifiedRecord(file, access, { draft: true, quiet: true }, io);
  const isEqual = (name: string) =>
    steps.some(({ step, outcome }) => step === name && outcome === "equal");
  const vouched: Provenance = !isEqual("figures")
    ? "told"
    : isEqual("images") && record.openness === "open"
      ? "verified"
      : "recomputable";
  return given(file, () =>
    submissionOfRecord(record, benchmark, words, vouched, createNodeDigest, file),
  );
}

/** A unit with what it is split by. */
interface SplitUnit extends OutcomeUnit {
  /** What it counts together with at one place. */
  readonly within: string | null;
  readonly place: string | null;
  readonly condition: string | null;
}

async function ofResult(
  file: string,
  result: EvaluationResult,
  shared: SharedResult,
  benchmark: Benchmark,
  words: AddWords,
): Promise<readonly Given[]> {
  const name = result.model?.name ?? null;
  const { placeBy, conditionBy } = words;
  const units = await outcomeUnits(file, result, benchmark.metric, words);
  const submissionOf = (own: SubmissionWords, outcomes: TravelOf, figure: FigureOf) =>
    submissionOfShared(
      shared,
      benchmark,
      own,
      { kind: "result", name, outcomes, figure },
      createNodeDigest,
      file,
    );
  if (placeBy === null && conditionBy === null) {
    if (typeof units === "string") {
      return [given(file, () => submissionOf(words, null, null), units)];
    }
    const outcomes = travellingOutcomes(units, createNodeDigest);
    return [given(file, () => submissionOf(words, outcomes, null))];
  }
  if (typeof units === "string") {
    if (placeBy !== null || conditionBy === null) {
      throw new HomegroundError("benchmark/no-outcomes", {
        what: `it cannot be split by ${placeBy}: ${units}`,
        where: file,
        fix: "Evaluate each place by itself, or add the result whole with --place",
      });
    }
    return ofSlices(file, result, benchmark.metric, conditionBy).map(({ condition, figure }) =>
      given(
        `${file}, ${condition}`,
        () => submissionOf({ ...words, condition }, null, figure),
        units,
      ),
    );
  }
  const isIn = (unit: SplitUnit): boolean =>
    (placeBy === null || unit.place !== null) && (conditionBy === null || unit.condition !== null);
  const parts = new Map<string, SplitUnit[]>();
  for (const unit of units) {
    if (!isIn(unit)) continue;
    const key = JSON.stringify([unit.place, unit.condition]);
    const own = parts.get(key);
    if (own === undefined) parts.set(key, [unit]);
    else own.push(unit);
  }
  const without = units.length - units.filter(isIn).length;
  const columns = [placeBy, conditionBy].filter((one) => one !== null).join(" and ");
  if (parts.size === 0) {
    if (conditionBy !== null) throw noCondition(conditionBy, [], file);
    throw new HomegroundError("benchmark/no-place", {
      what: `it has no column ${placeBy} with a value`,
      where: file,
      fix: "Name another column with --place-by, or say --place",
    });
  }
  const left =
    without === 0 ? null : `${counted(without, "image")} without a value of ${columns} left out`;
  const level = result.estimates.find(({ role }) => role === "headline")?.level ?? 0.95;
  return [...parts.values()].map((part) => {
    const { place, condition } = part[0]!;
    const own = {
      ...words,
      place: placeBy === null ? words.place : place,
      condition: conditionBy === null ? words.condition : condition,
    };
    // Of one cluster alone its sequences or subjects are what is counted once.
    const isOne = new Set(part.map(({ group }) => group)).size === 1;
    const grouped = part.map((unit) => (isOne ? { ...unit, group: unit.within } : unit));
    const outcomes = travellingOutcomes(grouped, createNodeDigest);
    const figure = figureOfOutcomes(outcomes, benchmark.metric, level);
    const source = [file, place, condition].filter((one) => one !== null).join(", ");
    return given(source, () => submissionOf(own, outcomes, figure), left);
  });
}

type TravelOf = Parameters<typeof submissionOfShared>[3]["outcomes"];
type FigureOf = Parameters<typeof submissionOfShared>[3]["figure"];

/** Figures of a result's own slices, where its outcomes count another one. @throws HomegroundError `benchmark/no-condition` */
function ofSlices(file: string, { estimates }: EvaluationResult, metric: string, column: string) {
  const own = estimates.filter((one) => one.metric === metric && one.slice !== null);
  const found = own.filter(({ slice }) => slice?.attribute === column);
  if (found.length === 0) {
    const known = [...new Set(own.map(({ slice }) => slice!.attribute))];
    throw noCondition(column, known, file);
  }
  return found.map((one) => ({ condition: one.slice!.value, figure: sharedFigure(one) }));
}

/** Right or wrong of each unit, from the table beside a result; else why it has none. */
async function outcomeUnits(
  file: string,
  { files, task, sampling }: EvaluationResult,
  metric: string,
  { placeBy, conditionBy }: AddWords,
): Promise<readonly SplitUnit[] | string> {
  if (metric !== "accuracy" || task !== "classification") {
    return `outcomes travel for accuracy, and do not say ${metric}`;
  }
  const name = await outcomesBeside(file, files.outcomes);
  if (name === null) return "there are no outcomes beside it";
  const { table } = await readParquetTable(await openFolder(dirname(file)), name);
  const { rowCount } = table;
  const columnOf = (one: string) => table.columns.get(one);
  const [named, truth, predicted] = ["file", "truth", "predicted"].map(columnOf);
  if (named === undefined || truth === undefined || predicted === undefined) {
    return "its outcomes are of another kind";
  }
  const cluster = columnOf("cluster");
  const most = cluster === undefined ? MOST_OUTCOMES : MOST_GROUPED;
  if (rowCount > most)
    return `it has ${counted(rowCount, "unit")}, and ${counted(most, "unit")} may travel`;
  const taken = sampling?.notUsed.find(({ kind }) => kind === "sequence" || kind === "subject");
  const attribute = (one: string | null | undefined) =>
    one == null ? undefined : columnOf(`attribute_${one}`);
  const [within, place, condition] = [taken?.attribute, placeBy, conditionBy].map(attribute);
  const textOf = (column: typeof named | undefined, row: number): string | null =>
    column === undefined ? null : cellText(column, row);
  return Array.from({ length: rowCount }, (_, row) => {
    const label = textOf(truth, row) ?? "";
    return {
      file: textOf(named, row) ?? "",
      truth: label,
      isRight: label !== "" && textOf(predicted, row) === label,
      group: textOf(cluster, row),
      within: textOf(within, row),
      place: textOf(place, row),
      condition: textOf(condition, row),
    };
  });
}
