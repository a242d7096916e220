import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Benchmark,
  MOST_BENCHMARK_CHARACTERS,
  MOST_OUTCOMES,
  otherVersion,
  readBenchmark,
  readSubmission,
  type Submission,
  submissionId,
  submissionText,
  whyNotTaken,
} from "../../benchmark/benchmark.js";
import { benchmarkPage, statementsText } from "../../benchmark/benchmark-page.js";
import { matrixCsv } from "../../benchmark/matrix-csv.js";
import {
  type SubmissionWords,
  submissionOfLine,
  submissionOfRecord,
  submissionOfShared,
  type TravellingOutcomes,
  travellingOutcomes,
} from "../../benchmark/submissions.js";
import { transferMatrix } from "../../benchmark/transfer-matrix.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import { parseJson } from "../../core/parse-json.js";
import { cellText } from "../../core/table.js";
import { isRecord } from "../../formats/json/json-values.js";
import { readParquetTable } from "../../formats/parquet/parquet.js";
import { sharedOfResult, sharedResultOf } from "../../ledger/read-shared.js";
import { metricOf } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { counted } from "../../reports/numbers.js";
import type { EvaluationResult } from "../../results/result.js";
import { TASKS, taskOfName } from "../../tasks/registry.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { openFolder } from "../files/folder-access.js";
import { alone } from "../files/place-lock.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { readLedgerFile } from "./ledger-file.js";
import { figuresFile, isFile, recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";
import { sharedWords } from "./share.js";

const OWN_FILE = "benchmark.json";
const SUBMISSIONS = "submissions";
const LEDGER_FILE = "ledger.ndjson";

/** What `homeground benchmark init` and `add` print as JSON; the JSON Schema is `schemas/benchmark.schema.json`. */
export interface BenchmarkJson extends Benchmark {
  /** Submissions that the benchmark has now. */
  readonly submissions: Count;
  /** Those that this command added. */
  readonly added: readonly Sha256[];
  /** What was not added, and why. */
  readonly refused: readonly {
    readonly source: string;
    readonly code: string;
    readonly what: string;
  }[];
}

/** The options of `homeground benchmark init`, as the command line gives them. */
export interface BenchmarkInitOptions {
  readonly name: string;
  readonly task: string;
  readonly metric: string;
  readonly level: number;
}

/** `homeground benchmark init DIR --name WORDS --metric REF` */
export async function initBenchmark(
  path: string,
  { name, task, metric, level }: BenchmarkInitOptions,
): Promise<CommandResult> {
  const file = join(path, OWN_FILE);
  const reference = parseReference(metric);
  metricOf(reference);
  const known = taskOfName(task);
  if (known === null) {
    throw new HomegroundError("usage/bad-option", {
      what: `${JSON.stringify(task)} is no task`,
      where: "--task",
      fix: `Use one of: ${TASKS.map(({ id }) => id).join(", ")}`,
    });
  }
  const text = JSON.stringify({
    schema: "homeground.benchmark/1",
    name: name.trim(),
    task: known.id,
    metric: formatReference(reference),
    level,
  });
  const benchmark = readBenchmark(text, "--name");
  await refuseExisting(file, "there is a benchmark already", "Name another folder, or add to it");
  await writeTextFile(file, `${JSON.stringify(benchmark, null, 2)}\n`);
  return {
    text: `Benchmark  ${file}\nAdd to it: homeground benchmark add ${path} FILE --place PLACE`,
    json: jsonOf(benchmark, 0, [], []),
  };
}

/** The options of `homeground benchmark add`, as the command line gives them. */
export interface BenchmarkAddOptions {
  readonly model?: string | undefined;
  readonly place?: string | undefined;
  readonly condition?: string | undefined;
  readonly month?: string | undefined;
  readonly record?: string | undefined;
}

/** What one source gives, or why it gives nothing. */
type Given = { readonly source: string } & (
  | { readonly submission: Submission }
  | { readonly error: HomegroundError }
);

/** `homeground benchmark add DIR FILE…` */
export async function addToBenchmark(
  path: string,
  files: readonly string[],
  options: BenchmarkAddOptions,
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const { place, month } = sharedWords(options);
  const record =
    options.record === undefined
      ? null
      : (await openRecord(await recordFile(options.record))).record;
  const words: SubmissionWords = {
    model: options.model?.trim() ?? null,
    place: place ?? null,
    condition: options.condition?.trim() ?? null,
    month: month ?? null,
    record,
  };
  const benchmark = await openBenchmark(path);
  return await alone(join(path, `.${OWN_FILE}.lock`), path, async () => {
    const taken = (await readSubmissions(path)).map(({ submission }) => submission);
    const added: Sha256[] = [];
    const refused: BenchmarkJson["refused"][number][] = [];
    for (const file of files) {
      for (const one of await submissionsOf(file, benchmark, words)) {
        const why = "error" in one ? one.error : whyNotTaken(benchmark, taken, one.submission);
        if ("error" in one || why !== null) {
          const { code, what } = why!;
          refused.push({ source: one.source, code, what: "error" in one ? what : `it ${what}` });
          continue;
        }
        const id = submissionId(one.submission, createNodeDigest);
        // Read again before it is written: what is there can always be read.
        const text = submissionText(one.submission);
        readSubmission(text, one.source);
        await writeTextFile(join(path, SUBMISSIONS, `${id}.json`), text);
        taken.push(one.submission);
        added.push(id);
      }
    }
    for (const { code, what, source } of refused) io.err(`${code}: ${what} — ${source}`);
    return {
      text: `${counted(added.length, "submission")} added to ${path}, which has ${taken.length} now.`,
      json: jsonOf(benchmark, taken.length, added, refused),
      status: refused.length === 0 ? EXIT.done : EXIT.error,
    };
  });
}

/** `homeground benchmark publish DIR --out SITE`: one page, its numbers, and every submission. */
export async function publishBenchmark(
  path: string,
  { out }: { readonly out: string },
  io: Pick<CommandIo, "version">,
): Promise<CommandResult> {
  const benchmark = await openBenchmark(path);
  const submissions = await readSubmissions(path);
  if (submissions.length === 0) {
    throw new HomegroundError("input/empty", {
      what: "the benchmark has no submission",
      where: path,
      fix: `Add one: homeground benchmark add ${path} FILE --place PLACE`,
    });
  }
  const { BENCHMARK_GENERATOR, renderBlockPage } = await import("../reports/block-page.js");
  const index = join(out, "index.html");
  await refuseForeign(index, `content="${BENCHMARK_GENERATOR}"`);
  const matrix = transferMatrix(benchmark, submissions);
  for (const { id, submission } of submissions) {
    await writeTextFile(join(out, SUBMISSIONS, `${id}.json`), submissionText(submission));
  }
  await writeTextFile(join(out, "transfer.json"), `${JSON.stringify(matrix, null, 1)}\n`);
  await writeTextFile(join(out, "matrix.csv"), matrixCsv(matrix));
  await writeTextFile(
    index,
    renderBlockPage(benchmarkPage(matrix, io.version), BENCHMARK_GENERATOR),
  );
  return {
    text: [
      statementsText(matrix.about, matrix.models.length),
      "",
      `Page       ${index}`,
      `Numbers    ${join(out, "transfer.json")}, ${join(out, "matrix.csv")}`,
    ].join("\n"),
    json: matrix as unknown as Json,
  };
}

/** @throws HomegroundError `output/not-written` where another program's page is in the way */
async function refuseForeign(index: string, sign: string): Promise<void> {
  if (!(await isFile(index))) return;
  const text = await readFile(index, "utf8").catch(() => "");
  if (!text.includes(sign)) {
    await refuseExisting(index, "there is another page of that name", "Name another folder");
  }
}

async function openBenchmark(path: string): Promise<Benchmark> {
  const file = join(path, OWN_FILE);
  const fix = "Name the folder that homeground benchmark init made";
  return readBenchmark(await limitedText(file, fix), file);
}

/** Every submission, by the order of its id. @throws HomegroundError `benchmark/changed` where one is not what its name says */
async function readSubmissions(path: string) {
  const folder = join(path, SUBMISSIONS);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const all: { id: Sha256; submission: Submission }[] = [];
  for (const name of names.sort()) {
    const file = join(folder, name);
    const submission = readSubmission(await limitedText(file, "Name a readable file"), file);
    const id = submissionId(submission, createNodeDigest);
    if (`${id}.json` !== name) {
      throw new HomegroundError("benchmark/changed", {
        what: "it is not what its name says: it was edited, or renamed",
        where: file,
        fix: "Take it away, and add what it was made of again",
      });
    }
    all.push({ id, submission });
  }
  return all;
}

async function limitedText(file: string, fix: string): Promise<string> {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size > 4 * MOST_BENCHMARK_CHARACTERS) {
    throw new HomegroundError("input/bad-shape", {
      what: "the file is far larger than one of a benchmark",
      where: file,
      fix,
    });
  }
  return await readText(file, fix);
}

/** What a file or folder gives: a record, a result with its outcomes, a shared result, a ledger, a submission. */
async function submissionsOf(
  path: string,
  benchmark: Benchmark,
  words: SubmissionWords,
): Promise<readonly Given[]> {
  try {
    const ledger = await ledgerOf(path);
    if (ledger !== null) return await ofLedger(ledger, benchmark, words);
    const { file } = await figuresFile(path);
    return [{ source: file, submission: await submissionOf(file, benchmark, words) }];
  } catch (cause) {
    return [{ source: path, error: isHomegroundError(cause) ? cause : unreadable(path, cause) }];
  }
}

async function ledgerOf(path: string): Promise<string | null> {
  if (path.endsWith(LEDGER_FILE)) return dirname(path);
  return (await isFile(join(path, LEDGER_FILE))) ? path : null;
}

async function ofLedger(
  path: string,
  benchmark: Benchmark,
  words: SubmissionWords,
): Promise<readonly Given[]> {
  const all: Given[] = [];
  await readLedgerFile(path, (line) => {
    const source = `${path}, line ${line.seq}`;
    try {
      const made = submissionOfLine(line, benchmark, words, createNodeDigest, source);
      all.push({ source, submission: made });
    } catch (cause) {
      if (!isHomegroundError(cause)) throw cause;
      all.push({ source, error: cause });
    }
  });
  return all;
}

async function submissionOf(
  file: string,
  benchmark: Benchmark,
  words: SubmissionWords,
): Promise<Submission> {
  const fix = "Name a shared result, a result.json, a record, a ledger or a submission";
  const text = await limitedText(file, fix);
  const value = parseJson(text, file, fix);
  const schema = isRecord(value) ? value["schema"] : undefined;
  switch (schema) {
    case "homeground.submission/1":
      return readSubmission(text, file);
    case "homeground.record/1": {
      const { record, problems } = await openRecord(file);
      const [first] = problems;
      if (first !== undefined) {
        throw new HomegroundError("record/bad-shape", {
          what: first.what,
          where: first.where,
          fix,
        });
      }
      return submissionOfRecord(
        record as TransparencyRecord,
        benchmark,
        words,
        createNodeDigest,
        file,
      );
    }
    case "homeground.shared-result/2": {
      const more = { kind: "shared-result", name: null, outcomes: null } as const;
      const shared = sharedResultOf(value, file);
      return submissionOfShared(shared, benchmark, words, more, createNodeDigest, file);
    }
    case "homeground.result/1": {
      const shared = sharedOfResult(value, file, {});
      const result = value as EvaluationResult;
      const outcomes = await outcomesBeside(file, result, benchmark.metric);
      const more = { kind: "result", name: result.model?.name ?? null, outcomes } as const;
      return submissionOfShared(shared, benchmark, words, more, createNodeDigest, file);
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

/** Right or wrong of each image, from the table beside a result; null where the figure counts otherwise. */
async function outcomesBeside(
  file: string,
  { files, task, unit }: EvaluationResult,
  metric: string,
): Promise<TravellingOutcomes | null> {
  if (metric !== "accuracy" || task !== "classification" || unit !== "image") return null;
  const name = files.outcomes;
  // What somebody wrote into a result leads to no other folder.
  if (name === null || /[\\/]/.test(name) || !(await isFile(join(dirname(file), name))))
    return null;
  const { table } = await readParquetTable(await openFolder(dirname(file)), name);
  const [files_, truth, predicted] = ["file", "truth", "predicted"].map((one) =>
    table.columns.get(one),
  );
  if (files_ === undefined || truth === undefined || predicted === undefined) return null;
  if (table.rowCount > MOST_OUTCOMES) return null;
  const units = Array.from({ length: table.rowCount }, (_, row) => {
    const label = cellText(truth, row) ?? "";
    const isRight = label !== "" && cellText(predicted, row) === label;
    return { file: cellText(files_, row) ?? "", truth: label, isRight };
  });
  return travellingOutcomes(units, createNodeDigest);
}

function jsonOf(
  benchmark: Benchmark,
  submissions: Count,
  added: BenchmarkJson["added"],
  refused: BenchmarkJson["refused"],
): Json {
  const json: BenchmarkJson = { ...benchmark, submissions, added, refused };
  return json as unknown as Json;
}
