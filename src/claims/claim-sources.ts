import { HomegroundError } from "../core/errors.js";
import { WAY } from "../core/ways.js";
import { isRecord } from "../formats/json/json-values.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import {
  badClaim,
  type Claim,
  type ClaimClassCounts,
  type ClaimEvidence,
  type ClaimMetrics,
  checkClaimValue,
  checkCounts,
  claimTolerance,
  imagesOf,
} from "./claim.js";

/** One entry of a model card's `claim` list (`card.schema.json`), as far as it is read here. */
export interface CardClaim {
  readonly metric: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly value: number;
  /** Of n; null where the metric is not a share. */
  readonly correct: number | null;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
}

export interface ClaimSourceOptions {
  readonly metrics: ClaimMetrics;
  /** The run's `--tolerance`; null where none was given. */
  readonly tolerance: number | null;
  /** The file, for messages and as the claim's source. */
  readonly where: string;
}

/**
 * The claim that an entry of a model card makes: by its counts, else its interval, else as a bare
 * value.
 *
 * @throws HomegroundError `claim/bad`, `claim/counts-disagree`, `claim/no-tolerance`, and what the
 *   reference's parser throws
 */
export function claimFromCard(entry: CardClaim, options: ClaimSourceOptions): Claim {
  const { metrics, where } = options;
  const parameters = Object.entries(entry.parameters).map(([key, value]) => `${key}=${value}`);
  const text = parameters.length === 0 ? entry.metric : `${entry.metric}{${parameters.join(",")}}`;
  const reference = metrics.parse(text, where);
  const { name, range, isShare } = known(reference, metrics);
  checkClaimValue(entry.value, name, range, where);
  const base = {
    reference,
    metric: name,
    classCounts: null,
    source: where,
    tolerance: claimTolerance(null, options.tolerance, { name, range }, where),
  };
  if (entry.correct !== null && isShare) {
    const counts = { k: entry.correct, n: entry.n };
    checkWholeCounts(counts, where);
    checkCounts(counts, printed(entry.value), where);
    return { ...base, value: counts.k / counts.n, evidence: { kind: "counts", ...counts } };
  }
  const evidence = intervalEvidence(entry, where);
  return { ...base, value: entry.value, evidence, ...imagesOf(entry.n) };
}

/**
 * The claims of a model card that was read as JSON: each entry of its `claim` list.
 *
 * @param card the parsed JSON, of schema `homeground.model-card/1`
 * @param only references to take; null for all
 * @throws HomegroundError `input/bad-shape` if it is no such card, `claim/bad` if it claims nothing
 *   of what is asked for, and what {@link claimFromCard} throws
 */
export function claimsFromCard(
  card: unknown,
  options: ClaimSourceOptions,
  only: readonly MetricReference[] | null = null,
): Claim[] {
  const { metrics, where } = options;
  const root = object(card, where, "the file");
  const wanted = only === null ? null : new Set(only.map((reference) => metrics.format(reference)));
  const claims = array(root["claim"], where, "claim")
    .map((item, i) => {
      const at = `${where}, claim[${i}]`;
      return claimFromCard(cardClaim(object(item, at, "the claim"), at), { ...options, where: at });
    })
    .filter(({ metric }) => wanted?.has(metric) !== false);
  if (claims.length > 0) return claims;
  throw badClaim("the card claims nothing that can be checked", where, WAY.writeClaim);
}

function cardClaim(entry: Readonly<Record<string, unknown>>, where: string): CardClaim {
  const parameters: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(object(entry["parameters"], where, "parameters"))) {
    if (typeof value === "object" || value === undefined)
      throw badShape(`${key} is no word`, where);
    parameters[key] = String(value);
  }
  return {
    metric: text(entry["metric"], where, "metric"),
    parameters,
    value: number(entry["value"], where, "value"),
    correct: numberOrNull(entry["correct"], where, "correct"),
    n: number(entry["n"], where, "n"),
    low: numberOrNull(entry["low"], where, "low"),
    high: numberOrNull(entry["high"], where, "high"),
    level: numberOrNull(entry["level"], where, "level"),
  };
}

/**
 * The claims of a file given as one: a `result.json`, or a model card.
 *
 * @throws HomegroundError as {@link claimsFromResult} and {@link claimsFromCard}
 */
export function claimsFromFile(
  json: unknown,
  options: ClaimSourceOptions,
  only: readonly MetricReference[] | null = null,
): Claim[] {
  const isCard = isRecord(json) && "card" in json && !("schema" in json);
  return isCard ? claimsFromCard(json, options, only) : claimsFromResult(json, options, only);
}

/**
 * The claims that a `result.json` makes: its headline estimates (or those of `only`), never its
 * slices. An estimate by `wilson` is taken by its counts; others by their interval; accuracy gets
 * the counts per class of the confusion table, for the decomposition of the gap.
 *
 * @param result the parsed JSON, of schema `homeground.result/1`
 * @param only references to take instead of the headline ones; null for these
 * @throws HomegroundError `input/bad-shape` if it is no such result, `claim/bad` if it holds no
 *   estimate to check, `claim/no-tolerance`
 */
export function claimsFromResult(
  result: unknown,
  options: ClaimSourceOptions,
  only: readonly MetricReference[] | null = null,
): Claim[] {
  const { metrics, where } = options;
  const root = object(result, where, "the file");
  if (root["schema"] !== "homeground.result/1") {
    throw badShape(`its schema is ${JSON.stringify(root["schema"])}`, where);
  }
  const counts = confusionCounts(root["confusion"], where);
  const wanted = only === null ? null : new Set(only.map((reference) => metrics.format(reference)));
  const claims: Claim[] = [];
  for (const [i, item] of array(root["estimates"], where, "estimates").entries()) {
    const at = `${where}, estimates[${i}]`;
    const estimate = object(item, at, "the estimate");
    if (estimate["slice"] !== null && estimate["slice"] !== undefined) continue;
    const reference = metrics.parse(text(estimate["metric"], at, "metric"), at);
    const { name, range, isShare } = known(reference, metrics);
    if (wanted === null ? estimate["role"] !== "headline" : !wanted.has(name)) continue;
    if (estimate["value"] === null) continue;
    const value = number(estimate["value"], at, "value");
    checkClaimValue(value, name, range, at);
    const evidence = resultEvidence(estimate, value, isShare, at);
    claims.push({
      reference,
      metric: name,
      evidence,
      source: where,
      value: evidence.kind === "counts" ? evidence.k / evidence.n : value,
      tolerance: claimTolerance(null, options.tolerance, { name, range }, at),
      ...imagesOf(number(estimate["n"], at, "n")),
      classCounts: counts === null ? null : { ...counts, independent: !isClustered(estimate) },
    });
  }
  if (claims.length === 0) {
    throw badClaim("it has no estimate to check", where, {
      command: "Name the metric with --metric",
      app: "Name the figure in the record",
    });
  }
  return claims;
}

function resultEvidence(
  estimate: Readonly<Record<string, unknown>>,
  value: number,
  isShare: boolean,
  where: string,
): ClaimEvidence {
  const n = number(estimate["n"], where, "n");
  const low = numberOrNull(estimate["low"], where, "low");
  const high = numberOrNull(estimate["high"], where, "high");
  const k = Math.round(value * n);
  if (
    isShare &&
    !isClustered(estimate) &&
    Number.isInteger(n) &&
    n > 0 &&
    Math.abs(k / n - value) < 1e-9
  ) {
    return { kind: "counts", k, n };
  }
  const level = number(estimate["level"], where, "level");
  return intervalEvidence({ value, low, high, level, n }, where);
}

function isClustered(estimate: Readonly<Record<string, unknown>>): boolean {
  return estimate["clusters"] !== null && estimate["clusters"] !== undefined;
}

function intervalEvidence(
  entry: {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly level: number | null;
    readonly n: number;
  },
  where: string,
): ClaimEvidence {
  const { value, low, high, level, n } = entry;
  if (low === null || high === null) return { kind: "point" };
  const of = level ?? 0.95;
  // Published limits and values are rounded, each on its own.
  const slack = 1e-6 * Math.max(1, Math.abs(value));
  if (!(low <= value + slack && value - slack <= high) || !(of > 0 && of < 1)) {
    const what = `the interval [${low}, ${high}] at level ${of} does not hold the value ${value}`;
    throw badClaim(what, where, "Correct the claim's interval, or leave it out");
  }
  return {
    kind: "interval",
    low: Math.min(low, value),
    high: Math.max(high, value),
    level: of,
    n,
  };
}

function confusionCounts(value: unknown, where: string): ClaimClassCounts | null {
  if (value === null || value === undefined) return null;
  const table = object(value, where, "confusion");
  const labels = array(table["labels"], where, "confusion.labels").map((label) =>
    text(label, where, "confusion.labels"),
  );
  const rows = array(table["counts"], where, "confusion.counts");
  const K = labels.length;
  if (rows.length !== K) throw badShape("confusion.counts has not one row a label", where);
  const confusion = new Float64Array(K * K);
  for (const [i, row] of rows.entries()) {
    const cells = array(row, where, `confusion.counts[${i}]`);
    if (cells.length !== K) throw badShape("confusion.counts has not one column a label", where);
    for (const [j, cell] of cells.entries()) {
      const count = number(cell, where, `confusion.counts[${i}][${j}]`);
      if (count < 0) throw badShape(`confusion.counts[${i}][${j}] is ${count}`, where);
      confusion[i * K + j] = count;
    }
  }
  return classCounts(labels, confusion, null);
}

/**
 * Counts per class of a confusion table, which {@link ClaimClassCounts} has beside it.
 *
 * @param confusion row-major K × K, rows = ground truth
 * @param clusters one such table a cluster; null where they are not known
 * @param independent whether images count as independent
 */
export function classCounts(
  labels: readonly string[],
  confusion: Float64Array,
  clusters: readonly Float64Array[] | null,
  independent = true,
): ClaimClassCounts {
  const K = labels.length;
  const size = new Float64Array(K);
  const hits = new Float64Array(K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) size[i] = size[i]! + confusion[i * K + j]!;
    hits[i] = confusion[i * K + i]!;
  }
  return { labels, size, hits, confusion, clusters, independent };
}

function known(
  reference: MetricReference,
  metrics: ClaimMetrics,
): { name: string; range: readonly [number, number]; isShare: boolean } {
  const { range, isShare } = metrics.describe(reference);
  return { name: metrics.format(reference), range, isShare };
}

function checkWholeCounts({ k, n }: { k: number; n: number }, where: string): void {
  if (Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n && n > 0) return;
  throw badClaim(`${k} correct of ${n}`, where, "Give whole counts, not more right than there are");
}

/** A number read from JSON has lost its trailing zeros: 1 is taken as 1.0. */
function printed(value: number): { text: string; number: number; digits: number } {
  const text = String(value);
  const decimals = /^-?\d+(?:\.(\d+))?$/.exec(text)?.[1]?.length ?? 15;
  return { text, number: value, digits: Math.max(1, decimals) };
}

function badShape(what: string, where: string): HomegroundError {
  const fix = "Give a result.json written by homeground evaluate, or a model card";
  return new HomegroundError("input/bad-shape", { what, where, fix });
}

function object(value: unknown, where: string, name: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw badShape(`${name} is not an object`, where);
}

function array(value: unknown, where: string, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw badShape(`${name} is not a list`, where);
}

function text(value: unknown, where: string, name: string): string {
  if (typeof value === "string") return value;
  throw badShape(`${name} is not text`, where);
}

function number(value: unknown, where: string, name: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badShape(`${name} is not a number`, where);
}

function numberOrNull(value: unknown, where: string, name: string): number | null {
  return value === null || value === undefined ? null : number(value, where, name);
}
