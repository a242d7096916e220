import { readFile, stat } from "node:fs/promises";
import type { Claim } from "../../claims/claim.js";
import { parseClaim } from "../../claims/claim-text.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import { parseJson } from "../../core/parse-json.js";
import { claimMetrics } from "../../evaluation/typed-metrics.js";
import { type ForecastRequest, ledgerSites } from "../../ledger/forecast.js";
import { FORECAST_EXPORTS, type ForecastExport } from "../../ledger/forecast-exports.js";
import {
  type LedgerEnd,
  type LedgerEntry,
  type LedgerLine,
  nextLine,
  whyNotAdded,
} from "../../ledger/ledger.js";
import { ledgerCsv } from "../../ledger/ledger-csv.js";
import { forecastText, siteLine } from "../../ledger/ledger-text.js";
import {
  MOST_SHARED_CHARACTERS,
  placeAttributes,
  readSharedResult,
} from "../../ledger/read-shared.js";
import type { SharedResult } from "../../ledger/shared-result.js";
import { checkSignature, keyPrint } from "../../ledger/signed-result.js";
import { trainedTest } from "../../records/record/training-domain.js";
import { counted } from "../../reports/numbers.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { alone } from "../files/place-lock.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { ledgerFile, openGrowing, readLedgerFile } from "./ledger-file.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";
import { readPublicKey } from "./record-verify.js";

/** What `homeground ledger` prints as JSON, but for its forecast; the JSON Schema is `schemas/ledger.schema.json`. */
export interface LedgerJson {
  readonly schema: "homeground.ledger/1";
  /** Lines that the ledger has now. */
  readonly entries: Count;
  /** Id of the last line, which names the ledger as it is; null for an empty one. */
  readonly head: Sha256 | null;
  /** Lines that this command added. */
  readonly added: readonly Sha256[];
  /** What was not added, and why. */
  readonly refused: readonly {
    readonly source: string;
    readonly code: string;
    readonly what: string;
  }[];
  /** Of `list`: every line. */
  readonly lines?: readonly LedgerLine[];
}

/** The options of `homeground ledger add`, as the command line gives them. */
export interface AddOptions {
  /** Of the run behind the result. */
  readonly record?: string | undefined;
  /** Public key, or a file with it. */
  readonly signedBy?: string | undefined;
  readonly quiet?: true | undefined;
}

/** `homeground ledger add LEDGER FILE… [--record RECORD] [--signed-by KEY]` */
export async function addToLedger(
  path: string,
  files: readonly string[],
  { record, signedBy, quiet = undefined }: AddOptions,
  io: CommandIo,
): Promise<CommandResult> {
  if (record !== undefined && files.length > 1) {
    throw new HomegroundError("usage/bad-option", {
      what: `${files.length} results are named, and one record`,
      where: "--record",
      fix: "Name the result that the record is of",
    });
  }
  const signer = signedBy === undefined ? null : await readPublicKey(signedBy);
  const sources = await Promise.all(files.map((file) => sharedOf(file, signer)));
  const [first] = sources;
  if (record === undefined || first === undefined || "error" in first) {
    return await grow(path, sources, io);
  }
  const { provenanceByRecord } = await import("./ledger-record.js");
  const { result } = first.entry;
  const provenance = await provenanceByRecord(result, record, quiet === true, io);
  return await grow(path, [{ ...first, entry: { provenance, result } }], io);
}

/** `homeground ledger merge LEDGER OTHER`: what the other has and this one has not. */
export async function mergeLedgers(
  path: string,
  other: string,
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const sources: Source[] = [];
  await readLedgerFile(other, ({ seq, entry }) => {
    sources.push({ source: `${other}, line ${seq}`, entry });
  });
  for (const [i, one] of sources.entries()) sources[i] = await heldToSignature(one, null);
  return await grow(path, sources, io, ["ledger/duplicate"]);
}

/** A result that is to be added, or why it cannot be read. */
type Source = { readonly source: string } & (
  | { readonly entry: LedgerEntry }
  | { readonly error: HomegroundError }
);

/** @param signer see `checkSignature` */
async function heldToSignature(source: Source, signer: string | null): Promise<Source> {
  if ("error" in source) return source;
  try {
    await checkSignature(
      source.entry.result,
      signer,
      source.source,
      createNodeSignatures(),
      createNodeDigest,
    );
    return source;
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return { source: source.source, error: cause };
  }
}

async function sharedOf(file: string, signer: string | null): Promise<Source> {
  try {
    const info = await stat(file);
    if (info.size > 4 * MOST_SHARED_CHARACTERS) return { source: file, error: tooLarge(file) };
    const result = readSharedResult(await readFile(file, "utf8"), file);
    return await heldToSignature({ source: file, entry: { provenance: "told", result } }, signer);
  } catch (cause) {
    return { source: file, error: isHomegroundError(cause) ? cause : unreadable(file, cause) };
  }
}

function tooLarge(file: string): HomegroundError {
  return new HomegroundError("ledger/not-a-result", {
    what: "the file is far larger than a shared result",
    where: file,
    fix: "Name a file that homeground share wrote",
  });
}

/** @param quietly codes of refusals that are what was to be expected */
async function grow(
  path: string,
  sources: readonly Source[],
  io: Pick<CommandIo, "err">,
  quietly: readonly string[] = [],
): Promise<CommandResult> {
  const file = await ledgerFile(path);
  return await alone(`${file}.lock`, path, async () => {
    const ledger = await openGrowing(file);
    const added: Sha256[] = [];
    const refused: { source: string; code: string; what: string }[] = [];
    for (const one of sources) {
      const { source } = one;
      if ("error" in one) {
        refused.push({ source, code: one.error.code, what: one.error.what });
        continue;
      }
      const { result } = one.entry;
      const why = whyNotAdded(ledger.first, await ledger.same(result), result);
      if (why !== null) {
        refused.push({ source, code: why.code, what: `the result ${why.what}` });
        continue;
      }
      const line = nextLine(ledger.end, one.entry, createNodeDigest);
      ledger.add(line);
      added.push(line.id);
    }
    if (added.length > 0) await ledger.save();
    const said = refused.filter(({ code }) => !quietly.includes(code));
    for (const { code, what, source } of said) io.err(`${code}: ${what} — ${source}`);
    return {
      text: `${counted(added.length, "result")} added to ${file}, which has ${ledger.end.count} now.`,
      json: ledgerJson(ledger.end, added, refused) as unknown as Json,
      status: said.length === 0 ? EXIT.done : EXIT.error,
    };
  });
}

/** `homeground ledger list LEDGER [--csv FILE]` */
export async function listLedger(
  path: string,
  { csv }: { readonly csv?: string | undefined },
): Promise<CommandResult> {
  if (csv !== undefined) await refuseExisting(csv);
  const found: LedgerLine[] = [];
  const { file, ...end } = await readLedgerFile(path, (line) => found.push(line));
  const lines = found.map(({ seq, entry: { provenance, result } }) => {
    const { place, month, figures, counts, signature } = result;
    const figure = figures.find(({ value }) => value !== null);
    if (figure === undefined) return `${seq}. no figure of ${counted(counts.scored, "image")}`;
    const { metric, value, low, high, n } = figure;
    const site = { place, month, provenance, value: value!, low, high, n, isReplaced: false };
    const by = signature === undefined ? "" : ` · signed by ${keyPrint(signature.publicKey)}`;
    return `${seq}. ${metric} ${siteLine(site)}${by}`;
  });
  if (csv !== undefined) await writeTextFile(csv, ledgerCsv({ lines: found }));
  const written = csv === undefined ? [] : [`Every figure is in ${csv}`];
  return {
    text: [`${counted(end.count, "result")} in ${file}`, ...lines, ...written].join("\n"),
    json: { ...ledgerJson(end, [], []), lines: found } as unknown as Json,
  };
}

/** `homeground ledger verify LEDGER` */
export async function verifyLedger(path: string): Promise<CommandResult> {
  const signed: { readonly seq: number; readonly result: SharedResult }[] = [];
  const { file, ...end } = await readLedgerFile(path, ({ seq, entry: { result } }) => {
    if (result.signature !== undefined) signed.push({ seq, result });
  });
  for (const { seq, result } of signed) {
    const where = `${file}, line ${seq}`;
    await checkSignature(result, null, where, createNodeSignatures(), createNodeDigest);
  }
  const head = end.count === 0 ? "nothing" : end.head;
  const by = new Set(signed.map(({ result }) => result.signature!.publicKey));
  const signers =
    signed.length === 0
      ? ""
      : `\n${counted(signed.length, "result")} signed, by ${counted(by.size, "key")}: each signature holds.`;
  return {
    text: `${counted(end.count, "line")} of ${file} follow one another as they were added; the last is ${head}.${signers}`,
    json: ledgerJson(end, [], []) as unknown as Json,
  };
}

/** The options of `homeground ledger forecast`, as the command line gives them. */
export interface ForecastOptions {
  readonly metric?: string | undefined;
  readonly claim?: string | undefined;
  readonly tolerance?: number | undefined;
  /** A scope.json, or a property of the place: `habitat=forest`. */
  readonly like?: readonly string[] | undefined;
  /** Names of properties of places. */
  readonly by?: readonly string[] | undefined;
  /** Whose places of training are listed apart. */
  readonly record?: string | undefined;
  /** Files in the form that each one's ending names. */
  readonly export?: readonly string[] | undefined;
}

/** `homeground ledger forecast LEDGER [--metric REF] [--claim REF=VALUE] [--tolerance D] [--like SCOPE.json|NAME=VALUE]… [--by NAME]… [--record RECORD] [--export FILE]…` */
export async function forecastOfLedger(
  path: string,
  options: ForecastOptions,
): Promise<CommandResult> {
  const claim = options.claim === undefined ? null : claimOf(options.claim, options.tolerance);
  if (claim !== null && options.metric !== undefined && claim.metric !== options.metric) {
    throw new HomegroundError("usage/bad-option", {
      what: `the claim is of ${claim.metric}, and --metric names ${options.metric}`,
      where: "homeground ledger forecast",
      fix: "Name one metric",
    });
  }
  const exports = (options.export ?? []).map(exportTo);
  for (const { path: to } of exports) await refuseExisting(to);
  const [files, said] = partition(options.like ?? [], (text) => !isAttribute(text));
  if (files.length > 1) {
    throw new HomegroundError("usage/bad-option", {
      what: `${files.length} files are named`,
      where: "--like",
      fix: "Name one scope.json",
    });
  }
  const covered = files[0] === undefined ? null : await coveredOf(files[0]);
  const attributes = placeAttributes(said, "--like");
  const request: ForecastRequest = {
    metric: options.metric ?? claim?.metric ?? null,
    threshold: claim === null ? null : Math.max(0, claim.value - claim.tolerance),
    covered,
    trained: options.record === undefined ? null : await trainedBy(options.record),
    attributes,
    by: [...new Set(options.by)],
  };
  const sites = ledgerSites(request.metric ?? null);
  const end = await readLedgerFile(path, (line) => sites.take(line));
  const forecast = sites.forecast(request, end.file);
  for (const { path: to, write } of exports) await writeTextFile(to, write(forecast, end));
  const written = exports.map(({ path: to }) => `\nWritten to ${to}`).join("");
  return {
    text: `${forecastText(forecast, request)}${written}`,
    json: forecast as unknown as Json,
  };
}

/** Whether it is a property of a place, and no file: `habitat=forest`. */
function isAttribute(text: string): boolean {
  return text.includes("=") && !text.endsWith(".json");
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** @throws HomegroundError `usage/bad-option` where the ending names no form */
function exportTo(path: string): ForecastExport & { readonly path: string } {
  const form = FORECAST_EXPORTS.find(({ ending }) => path.toLowerCase().endsWith(ending));
  if (form !== undefined) return { ...form, path };
  throw new HomegroundError("usage/bad-option", {
    what: `'${path}' does not end like a form of it`,
    where: "--export",
    fix: `Let its name end in ${FORECAST_EXPORTS.map(({ ending }) => ending).join(", ")}`,
  });
}

function claimOf(text: string, tolerance: number | undefined): Claim {
  return parseClaim(text, { metrics: claimMetrics(null), tolerance: tolerance ?? null });
}

/** Whether a place was in training, as a record says. @throws HomegroundError `ledger/no-training` */
async function trainedBy(path: string): Promise<(place: string) => boolean> {
  const file = await recordFile(path);
  const { record } = await openRecord(file);
  const test = trainedTest(record.training, "places", createNodeDigest);
  if (test !== null) return test;
  throw new HomegroundError("ledger/no-training", {
    what: "the record does not say at which places the model was trained",
    where: file,
    fix: "Leave --record out, or ask the authors for a record that states them",
  });
}

/** Share of the images of a `scope.json` that are like the record's. */
async function coveredOf(path: string): Promise<number> {
  const fix = "Name the scope.json that homeground inspect --record wrote";
  const value = parseJson(await readText(path, fix), path, fix) as { scope?: unknown } | null;
  const scope = (value?.scope ?? value) as { images?: unknown; covered?: unknown } | null;
  const { images, covered } = scope ?? {};
  if (typeof images === "number" && typeof covered === "number" && images > 0) {
    return covered / images;
  }
  throw new HomegroundError("input/bad-shape", {
    what: "it does not say how many images are like the record's",
    where: path,
    fix,
  });
}

function ledgerJson(
  { count, head }: LedgerEnd,
  added: readonly Sha256[],
  refused: LedgerJson["refused"],
): LedgerJson {
  return {
    schema: "homeground.ledger/1",
    entries: count,
    head: count === 0 ? null : head,
    added,
    refused,
  };
}
