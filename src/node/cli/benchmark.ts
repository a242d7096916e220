import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type Benchmark,
  createIntake,
  readBenchmark,
  readSubmission,
  type Submission,
  submissionId,
  submissionText,
} from "../../benchmark/benchmark.js";
import { benchmarkPage, statementsText } from "../../benchmark/benchmark-page.js";
import { matrixCsv } from "../../benchmark/matrix-csv.js";
import { transferMatrix } from "../../benchmark/transfer-matrix.js";
import type { Json } from "../../core/canonical-json.js";
import { errorLine, HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import { visible } from "../../core/visible-text.js";
import { metricOf } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import { counted } from "../../reports/numbers.js";
import { TASKS, taskOfName } from "../../tasks/registry.js";
import { createNodeDigest } from "../digest.js";
import { alone } from "../files/place-lock.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { type AddWords, limitedText, submissionsOf } from "./benchmark-sources.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { isFile, recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";
import { sharedWords } from "./share.js";

const OWN_FILE = "benchmark.json";
const SUBMISSIONS = "submissions";

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
    /** What to do about it. */
    readonly fix: string;
  }[];
  /** What was added of which less is known than might be, and why: outcomes that do not travel, images left out. */
  readonly notes: readonly { readonly source: string; readonly what: string }[];
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
    json: jsonOf({ ...benchmark, submissions: 0, added: [], refused: [], notes: [] }),
  };
}

/** The options of `homeground benchmark add`, as the command line gives them. */
export interface BenchmarkAddOptions {
  readonly model?: string | undefined;
  readonly place?: string | undefined;
  readonly condition?: string | undefined;
  readonly month?: string | undefined;
  readonly record?: string | undefined;
  readonly placeBy?: string | undefined;
  readonly conditionBy?: string | undefined;
}

/** `homeground benchmark add DIR FILE…` */
export async function addToBenchmark(
  path: string,
  files: readonly string[],
  options: BenchmarkAddOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const words = await addWords(options);
  const benchmark = await openBenchmark(path);
  return await alone(join(path, `.${OWN_FILE}.lock`), path, async () => {
    const intake = createIntake(benchmark, createNodeDigest);
    const taken = await readSubmissions(path);
    for (const { submission } of taken) intake.take(submission);
    const added: Sha256[] = [];
    const refused: BenchmarkJson["refused"][number][] = [];
    const notes: BenchmarkJson["notes"][number][] = [];
    const refuse = (source: string, error: HomegroundError): void => {
      const { code, what, fix } = error;
      refused.push({ source, code, what, fix });
      io.err(errorLine(error).slice("error ".length));
    };
    for (const file of files) {
      for (const one of await submissionsOf(file, benchmark, words, io)) {
        const read = "error" in one ? one.error : asRead(one.submission, one.source);
        const why = isHomegroundError(read) ? read : intake.whyNot(read, one.source);
        if (isHomegroundError(read) || why !== null) {
          refuse(one.source, why!);
          continue;
        }
        const id = submissionId(read, createNodeDigest);
        await writeTextFile(join(path, SUBMISSIONS, `${id}.json`), submissionText(read));
        intake.take(read);
        added.push(id);
        if (!("apart" in one) || one.apart === null) continue;
        notes.push({ source: one.source, what: one.apart });
        io.err(visible(`note: ${one.apart} — ${one.source}`));
      }
    }
    const submissions = taken.length + added.length;
    return {
      text: `${counted(added.length, "submission")} added to ${path}, which has ${submissions} now.`,
      json: jsonOf({ ...benchmark, submissions, added, refused, notes }),
      status: refused.length === 0 ? EXIT.done : EXIT.error,
    };
  });
}

/** @throws HomegroundError `usage/bad-option` */
async function addWords(options: BenchmarkAddOptions): Promise<AddWords> {
  const { place, month } = sharedWords(options);
  const pairs = [
    ["--place", place, "--place-by", options.placeBy],
    ["--condition", options.condition, "--condition-by", options.conditionBy],
  ] as const;
  for (const [one, words, by, column] of pairs) {
    if (words == null || column === undefined) continue;
    throw new HomegroundError("usage/bad-option", {
      what: `it is said by ${one} already`,
      where: by,
      fix: `Take ${one} or ${by}`,
    });
  }
  const record =
    options.record === undefined
      ? null
      : (await openRecord(await recordFile(options.record))).record;
  return {
    model: options.model?.trim() ?? null,
    place: place ?? null,
    condition: options.condition?.trim() ?? null,
    month: month ?? null,
    record,
    placeBy: options.placeBy ?? null,
    conditionBy: options.conditionBy ?? null,
  };
}

/** What is written can always be read again, or is refused before. */
function asRead(one: Submission, source: string): Submission | HomegroundError {
  try {
    return readSubmission(submissionText(one), source);
  } catch (cause) {
    if (isHomegroundError(cause)) return cause;
    throw cause;
  }
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
  const isAgain = await isFile(index);
  await refuseForeign(index, `content="${BENCHMARK_GENERATOR}"`);
  const matrix = transferMatrix(benchmark, submissions);
  if (isAgain) await takeAway(join(out, SUBMISSIONS), new Set(submissions.map(({ id }) => id)));
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

/** What was taken out of a benchmark is not published any longer. */
async function takeAway(folder: string, ids: ReadonlySet<Sha256>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const id = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (id !== undefined && !ids.has(id)) await rm(join(folder, name));
  }
}

/** @throws HomegroundError `output/not-written` where another program's page is in the way */
export async function refuseForeign(index: string, sign: string): Promise<void> {
  if (!(await isFile(index))) return;
  const text = await readFile(index, "utf8").catch(() => "");
  if (!text.includes(sign)) {
    await refuseExisting(index, "there is another page of that name", "Name another folder");
  }
}

export async function openBenchmark(path: string): Promise<Benchmark> {
  const file = join(path, OWN_FILE);
  const fix = "Name the folder that homeground benchmark init made";
  return readBenchmark(await limitedText(file, fix), file);
}

/** Every submission, by the order of its id. @throws HomegroundError `benchmark/changed` where one is not what its name says */
export async function readSubmissions(path: string) {
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

function jsonOf(json: BenchmarkJson): Json {
  return json as unknown as Json;
}
