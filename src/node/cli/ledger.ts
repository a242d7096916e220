import { appendFile, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Claim } from "../../claims/claim.js";
import { parseClaim } from "../../claims/claim-text.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import { parseJson } from "../../core/parse-json.js";
import { claimMetrics } from "../../evaluation/typed-metrics.js";
import { type ForecastRequest, forecastLedger } from "../../ledger/forecast.js";
import {
  EMPTY_LEDGER,
  type Ledger,
  type LedgerEntry,
  type LedgerLine,
  lineText,
  nextLine,
  readLedger,
  wholeLength,
  whyNotAdded,
  withLine,
} from "../../ledger/ledger.js";
import { forecastText, siteLine } from "../../ledger/ledger-text.js";
import { MOST_SHARED_CHARACTERS, readSharedResult } from "../../ledger/read-shared.js";
import { counted } from "../../reports/numbers.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { isMissing } from "../files/fs-errors.js";
import { alone } from "../files/place-lock.js";
import { readText } from "../files/read-file.js";
import { notWritten } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { isFolder } from "./named-file.js";

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

/** `homeground ledger add LEDGER FILE…` */
export async function addToLedger(
  path: string,
  files: readonly string[],
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const sources = await Promise.all(files.map((file) => sharedOf(file)));
  return await grow(path, sources, io);
}

/** `homeground ledger merge LEDGER OTHER`: what the other has and this one has not. */
export async function mergeLedgers(
  path: string,
  other: string,
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const { ledger } = await openLedger(other, true);
  const sources = ledger.lines.map(
    ({ seq, entry }): Source => ({ source: `${other}, line ${seq}`, entry }),
  );
  return await grow(path, sources, io, ["ledger/duplicate"]);
}

/** A result that is to be added, or why it cannot be read. */
type Source = { readonly source: string } & (
  | { readonly entry: LedgerEntry }
  | { readonly error: HomegroundError }
);

async function sharedOf(file: string): Promise<Source> {
  try {
    const info = await stat(file);
    if (info.size > 4 * MOST_SHARED_CHARACTERS) return { source: file, error: tooLarge(file) };
    const result = readSharedResult(await readFile(file, "utf8"), file);
    return { source: file, entry: { provenance: "told", result } };
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
    const opened = await openLedger(path, false);
    let { ledger } = opened;
    const added: LedgerLine[] = [];
    const refused: { source: string; code: string; what: string }[] = [];
    for (const one of sources) {
      const { source } = one;
      if ("error" in one) {
        refused.push({ source, code: one.error.code, what: one.error.what });
        continue;
      }
      const why = whyNotAdded(ledger, one.entry.result);
      if (why !== null) {
        refused.push({ source, code: why.code, what: `the result ${why.what}` });
        continue;
      }
      const line = nextLine(ledger, one.entry, createNodeDigest);
      ledger = withLine(ledger, line);
      added.push(line);
    }
    if (added.length > 0) await append(file, opened.wholeBytes, added.map(lineText).join(""));
    const said = refused.filter(({ code }) => !quietly.includes(code));
    for (const { code, what, source } of said) io.err(`${code}: ${what} — ${source}`);
    return {
      text: `${counted(added.length, "result")} added to ${file}, which has ${ledger.lines.length} now.`,
      json: ledgerJson(ledger, added, refused) as unknown as Json,
      status: said.length === 0 ? EXIT.done : EXIT.error,
    };
  });
}

/** In one piece behind the whole lines: a killed run leaves the ledger before, or the one after. */
async function append(file: string, wholeBytes: number | null, text: string): Promise<void> {
  try {
    if (wholeBytes !== null) await truncate(file, wholeBytes);
    await appendFile(file, text, { flush: true });
  } catch (cause) {
    throw notWritten(file, cause);
  }
}

/** `homeground ledger list LEDGER` */
export async function listLedger(path: string): Promise<CommandResult> {
  const { ledger, file } = await openLedger(path, true);
  const lines = ledger.lines.map(({ seq, entry: { provenance, result } }) => {
    const { place, month, figures, counts } = result;
    const figure = figures.find(({ value }) => value !== null);
    if (figure === undefined) return `${seq}. no figure of ${counted(counts.scored, "image")}`;
    const { metric, value, low, high, n } = figure;
    const site = { place, month, provenance, value: value!, low, high, n, isReplaced: false };
    return `${seq}. ${metric} ${siteLine(site)}`;
  });
  return {
    text: [`${counted(ledger.lines.length, "result")} in ${file}`, ...lines].join("\n"),
    json: { ...ledgerJson(ledger, [], []), lines: ledger.lines } as unknown as Json,
  };
}

/** `homeground ledger verify LEDGER` */
export async function verifyLedger(path: string): Promise<CommandResult> {
  const { ledger, file } = await openLedger(path, true);
  const head = ledger.lines.at(-1)?.id ?? "nothing";
  return {
    text: `${counted(ledger.lines.length, "line")} of ${file} follow one another as they were added; the last is ${head}.`,
    json: ledgerJson(ledger, [], []) as unknown as Json,
  };
}

/** The options of `homeground ledger forecast`, as the command line gives them. */
export interface ForecastOptions {
  readonly metric?: string | undefined;
  readonly claim?: string | undefined;
  readonly tolerance?: number | undefined;
  readonly like?: string | undefined;
}

/** `homeground ledger forecast LEDGER [--metric REF] [--claim REF=VALUE] [--tolerance D] [--like SCOPE.json]` */
export async function forecastOfLedger(
  path: string,
  options: ForecastOptions,
): Promise<CommandResult> {
  const { ledger, file } = await openLedger(path, true);
  const claim = options.claim === undefined ? null : claimOf(options.claim, options.tolerance);
  if (claim !== null && options.metric !== undefined && claim.metric !== options.metric) {
    throw new HomegroundError("usage/bad-option", {
      what: `the claim is of ${claim.metric}, and --metric names ${options.metric}`,
      where: "homeground ledger forecast",
      fix: "Name one metric",
    });
  }
  const covered = options.like === undefined ? null : await coveredOf(options.like);
  const request: ForecastRequest = {
    metric: options.metric ?? claim?.metric ?? null,
    threshold: claim === null ? null : Math.max(0, claim.value - claim.tolerance),
    covered,
  };
  const forecast = forecastLedger(ledger, request, file);
  return { text: forecastText(forecast, covered), json: forecast as unknown as Json };
}

function claimOf(text: string, tolerance: number | undefined): Claim {
  return parseClaim(text, { metrics: claimMetrics(null), tolerance: tolerance ?? null });
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

interface OpenedLedger {
  readonly file: string;
  readonly ledger: Ledger;
  /** Bytes of its whole lines; null where there is no file yet. */
  readonly wholeBytes: number | null;
}

const LEDGER_FILE = "ledger.ndjson";

/** @throws HomegroundError `input/not-found` where it has to be there, `ledger/changed` */
async function openLedger(path: string, isThere: boolean): Promise<OpenedLedger> {
  const file = await ledgerFile(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (!isMissing(cause)) throw unreadable(file, cause);
    if (!isThere) return { file, ledger: EMPTY_LEDGER, wholeBytes: null };
    throw new HomegroundError("input/not-found", {
      what: `there is no ${LEDGER_FILE}`,
      where: path,
      fix: "Name the folder of a ledger; homeground ledger add begins one",
    });
  }
  const ledger = readLedger(text, file, createNodeDigest);
  return { file, ledger, wholeBytes: Buffer.byteLength(text.slice(0, wholeLength(text))) };
}

async function ledgerFile(path: string): Promise<string> {
  const isFile = path.endsWith(".ndjson") && !(await isFolder(path));
  return isFile ? path : join(path, LEDGER_FILE);
}

function ledgerJson(
  { lines }: Ledger,
  added: readonly LedgerLine[],
  refused: LedgerJson["refused"],
): LedgerJson {
  return {
    schema: "homeground.ledger/1",
    entries: lines.length,
    head: lines.at(-1)?.id ?? null,
    added: added.map(({ id }) => id),
    refused,
  };
}
