import * as z from "zod/mini";
import { saysWhere } from "../claims/coordinate-names.js";
import { HomegroundError } from "../core/errors.js";
import { isTooDeep } from "../core/nesting.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { visible } from "../core/visible-text.js";
import { readShape } from "../formats/json/read-shape.js";
import { SIGNATURE } from "../records/record/signature-shape.js";
import type { EvaluationResult } from "../results/result.js";
import { LEAST_TOLD, type SharedClass } from "./shared-classes.js";
import {
  type PlaceAttributes,
  type SharedFigure,
  type SharedResult,
  type SharedWords,
  sharedResult,
} from "./shared-result.js";

/** A shared result has a few figures: what is longer is something else. */
export const MOST_SHARED_CHARACTERS = 1_000_000;

/** Of what a sender says of their place: a word or some. */
const ATTRIBUTE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;
const MOST_ATTRIBUTE_LETTERS = 60;
const MOST_ATTRIBUTES = 20;

const HASH = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const NAME = z.string().check(
  z.minLength(1),
  z.maxLength(200),
  z.refine((text) => visible(text) === text),
);
const NUMBER = z.number();
const OPTIONAL_NUMBER = z.nullable(NUMBER);

const FIGURE = z.strictObject({
  metric: z.string().check(z.regex(/^[a-z0-9-]+(\{average=(macro|micro|weighted)\})?$/)),
  value: OPTIONAL_NUMBER,
  low: OPTIONAL_NUMBER,
  high: OPTIONAL_NUMBER,
  level: NUMBER,
  method: NAME,
  n: NUMBER,
  nEff: OPTIONAL_NUMBER,
  k: OPTIONAL_NUMBER,
  clusters: OPTIONAL_NUMBER,
});

const CLASS = z.strictObject({
  label: NAME,
  truth: OPTIONAL_NUMBER,
  predicted: OPTIONAL_NUMBER,
  hits: OPTIONAL_NUMBER,
});

const VERDICT = z.strictObject({
  metric: NAME,
  claimed: NUMBER,
  tolerance: NUMBER,
  difference: OPTIONAL_NUMBER,
  low: OPTIONAL_NUMBER,
  high: OPTIONAL_NUMBER,
  verdict: z.enum(["holds", "fails", "cannot-tell"]),
});

const SHARED = z.strictObject({
  schema: z.literal("homeground.shared-result/2"),
  software: z.strictObject({ name: z.literal("homeground"), version: NAME }),
  record: z.nullable(HASH),
  model: z.nullable(HASH),
  task: NAME,
  unit: NAME,
  evidence: z.nullable(HASH),
  month: z.nullable(z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/))),
  place: z.nullable(NAME),
  counts: z.strictObject({
    images: NUMBER,
    scored: NUMBER,
    listed: z.record(z.string().check(z.regex(/^[a-z0-9-]+(\/[a-z0-9-]+)?$/)), NUMBER),
    classes: OPTIONAL_NUMBER,
  }),
  figures: z.array(FIGURE).check(z.minLength(1), z.maxLength(100)),
  classes: z.nullable(z.array(CLASS).check(z.minLength(1), z.maxLength(20_000))),
  verdicts: z.array(VERDICT).check(z.maxLength(100)),
  scope: z.nullable(z.strictObject({ images: NUMBER, covered: NUMBER })),
  attributes: z.optional(
    z
      .record(
        z.string().check(z.regex(ATTRIBUTE_NAME)),
        z.union([
          NUMBER,
          z.string().check(
            z.minLength(1),
            z.maxLength(MOST_ATTRIBUTE_LETTERS),
            z.refine((text) => visible(text) === text),
          ),
        ]),
      )
      .check(z.refine((all) => Object.keys(all).length <= MOST_ATTRIBUTES)),
  ),
  signature: z.optional(SIGNATURE),
});

/**
 * Reads a shared result that somebody sent.
 *
 * @param text of the file
 * @param where names it in messages
 * @throws HomegroundError `ledger/not-a-result`, `ledger/value-range`
 */
export function readSharedResult(text: string, where: string): SharedResult {
  if (text.length > MOST_SHARED_CHARACTERS || isTooDeep(text)) {
    throw notAResult("it is far larger than one", where);
  }
  return sharedResultOf(jsonOrUndefined(text), where);
}

/** {@link readSharedResult} of a value that was parsed already. @throws as there */
export function sharedResultOf(value: unknown, where: string): SharedResult {
  const shared: SharedResult = readShape(SHARED, value, "the shared result", (what) =>
    notAResult(what, where),
  );
  const impossible = impossibleOf(shared);
  if (impossible !== null) {
    throw new HomegroundError("ledger/value-range", {
      what: `${impossible} cannot be`,
      where,
      fix: "Ask its sender for the result as it was written",
    });
  }
  return shared;
}

/**
 * What of a `result.json` may be shared.
 *
 * @param value of its JSON
 * @throws HomegroundError `ledger/not-a-result`, `ledger/value-range`
 */
export function sharedOfResult(value: unknown, where: string, words: SharedWords): SharedResult {
  const { schema } = (value ?? {}) as { readonly schema?: unknown };
  if (schema !== "homeground.result/1") {
    throw new HomegroundError("ledger/not-a-result", {
      what: "this is no result of an evaluation",
      where,
      fix: "Name a result.json, or the folder that it is in",
    });
  }
  let shared: SharedResult;
  try {
    shared = sharedResult(value as EvaluationResult, words);
  } catch (cause) {
    throw notAResult("parts of its result are missing", where, cause);
  }
  return sharedResultOf(shared, where);
}

/**
 * What a sender says of their place: `habitat=dry forest`, `cameras=12`.
 *
 * @param where names the option in messages
 * @throws HomegroundError `usage/bad-option` for what is no name and value, or says where the place is
 */
export function placeAttributes(texts: readonly string[], where: string): PlaceAttributes | null {
  if (texts.length === 0) return null;
  const found = new Map<string, string | number>();
  for (const text of texts) {
    const { name, value } = placeAttribute(text, where);
    const why = found.has(name)
      ? "it is there twice"
      : saysWhere(name)
        ? "it would tell where the place is"
        : found.size === MOST_ATTRIBUTES
          ? `there are more than ${MOST_ATTRIBUTES}`
          : null;
    if (why !== null) throw badAttribute(text, why, where);
    found.set(name, value);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function placeAttribute(
  text: string,
  where: string,
): { readonly name: string; readonly value: string | number } {
  const at = text.indexOf("=");
  const [name, value] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  const isFine = value !== "" && value.length <= MOST_ATTRIBUTE_LETTERS && visible(value) === value;
  if (at < 0 || !ATTRIBUTE_NAME.test(name) || !isFine) {
    throw badAttribute(text, "it is no name and value, each of some words", where);
  }
  const number = Number(value);
  return { name, value: Number.isFinite(number) ? number : value };
}

function badAttribute(text: string, what: string, where: string): HomegroundError {
  return new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(text)}: ${what}`,
    where,
    fix: "Write it as habitat=forest",
  });
}

/** The first number that no evaluation gives, by its place; null where all can be. */
function impossibleOf(shared: SharedResult): string | null {
  const { counts, figures, classes, verdicts, scope } = shared;
  return (
    impossibleCount(counts) ??
    firstOf(figures, impossibleFigure) ??
    firstOf(classes ?? [], (one) => impossibleClass(one, counts.scored)) ??
    (new Set(classes?.map(({ label }) => label)).size === (classes?.length ?? 0)
      ? null
      : "a class that is there twice") ??
    firstOf(verdicts, ({ metric, tolerance }) =>
      tolerance >= 0 ? null : `verdict of ${metric}: tolerance ${tolerance}`,
    ) ??
    (scope === null ||
    (isCount(scope.images) && isCount(scope.covered) && scope.covered <= scope.images)
      ? null
      : `scope ${scope.covered} of ${scope.images}`)
  );
}

function firstOf<T>(all: readonly T[], impossible: (one: T) => string | null): string | null {
  for (const one of all) {
    const what = impossible(one);
    if (what !== null) return what;
  }
  return null;
}

function impossibleCount({ images, scored, listed, classes }: SharedResult["counts"]) {
  if (!isCount(images)) return `counts/images ${images}`;
  if (!isCount(scored) || scored > images) return `counts/scored ${scored} of ${images}`;
  if (classes !== null && !isCount(classes)) return `counts/classes ${classes}`;
  let all = scored;
  let areCounts = true;
  for (const count of Object.values(listed)) {
    all += count;
    areCounts &&= isCount(count);
  }
  const isWhole = areCounts && all === images;
  return isWhole ? null : "counts/listed with counts/scored, which are not all images,";
}

function impossibleFigure(figure: SharedFigure): string | null {
  const what = impossibleOfFigure(figure);
  return what === null ? null : `figure ${figure.metric}: ${what}`;
}

function impossibleOfFigure({ value, low, high, level, n, nEff, k, clusters }: SharedFigure) {
  if (!(level > 0 && level < 1)) return `level ${level}`;
  if (!isCount(n) || n === 0) return `n ${n}`;
  if (clusters !== null && !isCount(clusters)) return `clusters ${clusters}`;
  if ((low === null) !== (high === null)) return "one limit without the other";
  if (low !== null && high !== null && low > high) return `low ${low} above high ${high}`;
  if (nEff !== null && !(nEff > 0 && nEff <= n)) return `nEff ${nEff} of ${n}`;
  if (k !== null && !(isCount(k) && k <= n)) return `k ${k} of ${n}`;
  const isShare = value !== null && value >= 0 && value <= 1;
  if (nEff !== null && !isShare) return `value ${value}`;
  const isOfHits = k === null || (value !== null && Math.abs(k / n - value) < 1e-6);
  return isOfHits ? null : `value ${value} of ${k} in ${n}`;
}

function impossibleClass({ label, truth, predicted, hits }: SharedClass, scored: number) {
  const isWhole = predicted !== null && hits !== null;
  const differences = isWhole ? [(truth ?? 0) - hits, predicted - hits] : [];
  const own = [truth, predicted, hits].filter((count) => count !== null);
  const isFine =
    (isWhole ? truth !== null : predicted === null && hits === null) &&
    [...own, ...differences].every((count) => isTold(count, scored));
  return isFine ? null : `class ${label}: ${[truth, predicted, hits].join(", ")}`;
}

/** Whether a count of a class is one that is told: none of few images. */
function isTold(count: number, most: number): boolean {
  return isCount(count) && count <= most && (count === 0 || count >= LEAST_TOLD);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function notAResult(what: string, where: string, cause?: unknown): HomegroundError {
  return new HomegroundError("ledger/not-a-result", {
    what: `this is no shared result of version 2: ${what}`,
    where,
    fix: "Name a file that homeground share wrote",
    cause,
  });
}
