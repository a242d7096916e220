import * as z from "zod/mini";
import { canonicalJson, contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { Count, Level, MetricText, NonEmptyText, Sha256 } from "../core/json-values.js";
import { isTooDeep } from "../core/nesting.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { visible } from "../core/visible-text.js";
import { readShape } from "../formats/json/read-shape.js";
import type { Provenance } from "../ledger/ledger.js";
import type { SharedFigure } from "../ledger/shared-result.js";
import { foldTrainingName } from "../records/record/training-domain.js";

/** What a transfer benchmark asks of models: `benchmark.json` of its folder. */
export interface Benchmark {
  readonly schema: "homeground.benchmark/1";
  readonly name: NonEmptyText;
  readonly task: NonEmptyText;
  readonly metric: MetricText;
  /** That all differences between models hold together. */
  readonly level: Level;
}

/**
 * One model at one place, a file of its own, named by its id. The images stay where they are: figures
 * travel, and which of the images were right, in an order that names none.
 */
export interface Submission {
  readonly schema: "homeground.submission/1";
  readonly task: NonEmptyText;
  readonly model: {
    readonly name: NonEmptyText;
    readonly sha256: Sha256 | null;
    /** Places of training that its authors state; null where they state none. */
    readonly trainedOn: Count | null;
  };
  readonly place: NonEmptyText;
  /** Night, snow, another scanner; null where the place is meant as it is. */
  readonly condition: string | null;
  readonly month: string | null;
  /** Whether the place was in training, as the model's record says; null where it does not. */
  readonly isTrained: boolean | null;
  /** By which the same images are known again and none is told; null where nothing tells. */
  readonly images: { readonly of: "pixels" | "names"; readonly sha256: Sha256 } | null;
  readonly figure: SharedFigure;
  /** `1` right, `0` wrong, a unit each in the order of their names; null where it is not told. */
  readonly outcomes: string | null;
  readonly provenance: Provenance;
  readonly source: {
    readonly kind: "shared-result" | "result" | "record" | "ledger";
    /** Of the record, or of the line of the ledger; null of others. */
    readonly id: Sha256 | null;
  };
  /** What its authors say that the images were used for, beside this figure: choosing among models … */
  readonly uses: string | null;
}

/** Units of one submission whose outcomes may travel. */
export const MOST_OUTCOMES = 1_000_000;
/** Characters of a file of a benchmark. */
export const MOST_BENCHMARK_CHARACTERS = 4_000_000;

const HASH = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const NAME = z.string().check(
  z.minLength(1),
  z.maxLength(200),
  z.refine((text) => visible(text) === text),
);
const NUMBER = z.nullable(z.number());
const MONTH = z.nullable(z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/)));

const BENCHMARK = z.strictObject({
  schema: z.literal("homeground.benchmark/1"),
  name: NAME,
  task: NAME,
  metric: NAME,
  level: z.number().check(z.gt(0), z.lt(1)),
});

const SUBMISSION = z.strictObject({
  schema: z.literal("homeground.submission/1"),
  task: NAME,
  model: z.strictObject({
    name: NAME,
    sha256: z.nullable(HASH),
    trainedOn: z.nullable(z.int().check(z.nonnegative())),
  }),
  place: NAME,
  condition: z.nullable(NAME),
  month: MONTH,
  isTrained: z.nullable(z.boolean()),
  images: z.nullable(z.strictObject({ of: z.enum(["pixels", "names"]), sha256: HASH })),
  figure: z.strictObject({
    metric: NAME,
    value: NUMBER,
    low: NUMBER,
    high: NUMBER,
    level: z.number().check(z.gt(0), z.lt(1)),
    method: NAME,
    n: z.int().check(z.positive()),
    nEff: NUMBER,
    k: NUMBER,
    clusters: NUMBER,
  }),
  outcomes: z.nullable(
    z.string().check(z.regex(/^[01]+$/, "a text of 0 and 1"), z.maxLength(MOST_OUTCOMES)),
  ),
  provenance: z.enum(["told", "recomputable", "verified"]),
  source: z.strictObject({
    kind: z.enum(["shared-result", "result", "record", "ledger"]),
    id: z.nullable(HASH),
  }),
  uses: z.nullable(z.string().check(z.maxLength(10_000))),
});

/** @throws HomegroundError `benchmark/version`, `input/bad-shape` */
export function readBenchmark(text: string, where: string): Benchmark {
  return readShape(BENCHMARK, parsedAs(text, where, "homeground.benchmark/1"), "it", (what) =>
    badShape(what, where),
  );
}

/** @throws HomegroundError `benchmark/version`, `input/bad-shape`, `benchmark/value-range` */
export function readSubmission(text: string, where: string): Submission {
  const value = parsedAs(text, where, "homeground.submission/1");
  const read = readShape(SUBMISSION, value, "it", (what) => badShape(what, where));
  const wrong = impossible(read);
  if (wrong === null) return read;
  throw new HomegroundError("benchmark/value-range", {
    what: wrong,
    where,
    fix: "Ask whoever sent it for the submission as it was made",
  });
}

function parsedAs(text: string, where: string, schema: string): unknown {
  if (text.length > MOST_BENCHMARK_CHARACTERS || isTooDeep(text)) {
    throw badShape("it is far larger than one", where);
  }
  const value = jsonOrUndefined(text);
  const own = (value as { readonly schema?: unknown } | undefined)?.schema;
  const kind = schema.slice(0, schema.indexOf("/") + 1);
  if (typeof own === "string" && own.startsWith(kind) && own !== schema) {
    throw otherVersion(own, where);
  }
  return value;
}

/** A file of a version that this program does not know. */
export function otherVersion(schema: string, where: string): HomegroundError {
  return new HomegroundError("benchmark/version", {
    what: `it is ${schema}, which this version does not know`,
    where,
    fix: "Take a newer version of Homeground, or ask for the file in the version before",
  });
}

function badShape(what: string, where: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what,
    where,
    fix: "See docs/benchmark.md for what a benchmark is made of",
  });
}

/** What no evaluation gives; null where all can be. */
function impossible({ figure, outcomes }: Submission): string | null {
  const { value, low, high, n, nEff } = figure;
  const [from, to] = [low ?? value ?? 0, high ?? value ?? 0];
  if (value !== null && (from > value || value > to)) return `${value} lies outside its interval`;
  if (nEff !== null && !(nEff > 0 && nEff <= n && value !== null && value >= 0 && value <= 1)) {
    return `${value} of ${nEff} independent units among ${n}`;
  }
  if (outcomes === null) return null;
  const right = outcomes.length - outcomes.replaceAll("1", "").length;
  const isSame = outcomes.length === n && value !== null && Math.abs(right / n - value) < 1e-9;
  return isSame ? null : `${right} of ${outcomes.length} right do not give ${value} of ${n}`;
}

/** By which a submission is known: SHA-256 of its canonical JSON. */
export function submissionId(submission: Submission, createDigest: CreateDigest): Sha256 {
  return contentId(submission as unknown as Json, createDigest);
}

/** The bytes of its file. */
export function submissionText(submission: Submission): string {
  return `${canonicalJson(submission as unknown as Json)}\n`;
}

/** Why a submission is not taken, in words that follow "it". */
export interface NotTaken {
  readonly code: `benchmark/${"other-task" | "other-metric" | "name" | "other-images" | "duplicate"}`;
  readonly what: string;
}

/** A drive, a home, or a step up: names travel, and places on somebody's disk are not to. */
const PATH = /[\\/]|^~|^\.\.?$|^[A-Za-z]:/;

/**
 * Why a benchmark does not take a submission; null where it does. Nothing is taken twice, and images of one
 * place, condition and month are the same ones for every model.
 */
export function whyNotTaken(
  { task, metric }: Benchmark,
  taken: readonly Submission[],
  one: Submission,
): NotTaken | null {
  if (one.task !== task) {
    return { code: "benchmark/other-task", what: `is of the task ${one.task}, not ${task}` };
  }
  if (one.figure.metric !== metric || one.figure.value === null) {
    return { code: "benchmark/other-metric", what: `has no value of ${metric}` };
  }
  for (const name of [one.model.name, one.place, one.condition ?? ""]) {
    if (PATH.test(name)) {
      return { code: "benchmark/name", what: `is called ${JSON.stringify(name)}, which is a path` };
    }
  }
  const column = columnKey(one);
  const other = taken.find(
    (before) =>
      columnKey(before) === column &&
      before.images !== null &&
      before.images.of === one.images?.of &&
      before.images.sha256 !== one.images.sha256,
  );
  if (other !== undefined) {
    return {
      code: "benchmark/other-images",
      what: `is of other images of ${one.place} than ${other.model.name} was tested on`,
    };
  }
  const key = sayings(one);
  return taken.some((before) => sayings(before) === key)
    ? { code: "benchmark/duplicate", what: "is there already" }
    : null;
}

/** Place, condition and month: what has the same images for every model. */
export function columnKey({ place, condition, month }: Submission): string {
  return JSON.stringify([foldTrainingName(place), foldTrainingName(condition ?? ""), month]);
}

/** What makes two submissions the same, whoever sent them and whatever else is said of them. */
function sayings({ model, images, figure, outcomes, ...rest }: Submission): string {
  const who = model.sha256 ?? model.name;
  const where = images === null ? columnKey({ ...rest, model, images, figure, outcomes }) : images;
  return canonicalJson({ who, where, figure, outcomes } as unknown as Json);
}
