import type { Claim } from "../../claims/claim.js";
import { parseClaim } from "../../claims/claim-text.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { claimMetrics } from "../../evaluation/typed-metrics.js";
import { type ForecastRequest, ledgerSites } from "../../ledger/forecast.js";
import { FORECAST_EXPORTS, type ForecastExport } from "../../ledger/forecast-exports.js";
import { forecastText } from "../../ledger/ledger-text.js";
import { placeAttributes } from "../../ledger/read-shared.js";
import type { HubBenchmark } from "../../records/exports/model-index.js";
import { trainedTest } from "../../records/record/training-domain.js";
import { createNodeDigest } from "../digest.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writePieces } from "../files/write-file.js";
import type { CommandResult } from "./command.js";
import { readLedgerFile } from "./ledger-file.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";

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
  /** `OWNER/NAME#TASK` of the hub, of which a result is. */
  readonly benchmark?: string | undefined;
}

/** `homeground ledger forecast LEDGER [--metric REF] [--claim REF=VALUE] [--tolerance D] [--like SCOPE.json|NAME=VALUE]… [--by NAME]… [--record RECORD] [--export FILE]… [--benchmark OWNER/NAME#TASK]` */
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
  const benchmark = await benchmarkOption(options.benchmark);
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
  const texts = exports.map((one) => ({ ...one, text: one.write(forecast, end, benchmark) }));
  const pixels = await pixelsOf(texts);
  for (const [i, { path: to, text }] of texts.entries()) {
    await writePieces(to, [pixels[i] ?? text]);
  }
  const written = exports.map(({ path: to }) => `\nWritten to ${to}`).join("");
  return {
    text: `${forecastText(forecast, request)}${written}`,
    json: forecast as unknown as Json,
  };
}

async function benchmarkOption(text: string | undefined): Promise<HubBenchmark | null> {
  if (text === undefined) return null;
  const { benchmarkOf } = await import("./record-export.js");
  return benchmarkOf(text);
}

/** Of those that are to be pixels: drawn by one browser, which starts for them alone. */
async function pixelsOf(
  texts: readonly (ForecastExport & { readonly text: string })[],
): Promise<readonly (Uint8Array | null)[]> {
  const drawings = texts.filter(({ isPixels }) => isPixels).map(({ text }) => text);
  if (drawings.length === 0) return texts.map(() => null);
  const { pngOfSvg } = await import("../browser/png-of-svg.js");
  const drawn = await pngOfSvg(drawings);
  return texts.map(({ isPixels, text }) =>
    isPixels === true ? drawn[drawings.indexOf(text)]! : null,
  );
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
