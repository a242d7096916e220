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
  /**
   * Which of these count together, such as images of one sequence: a number a unit, in the same order,
   * numbered as they first appear; null where each counts by itself, or outcomes are not told.
   */
  readonly groups: readonly Count[] | null;
  readonly provenance: Provenance;
  readonly source: {
    readonly kind: "shared-result" | "result" | "record" | "ledger";
    /** Of the record, or of the line of the ledger; null of others. */
    readonly id: Sha256 | null;
  };
  /** What its authors say that the images were used for, beside this figure: choosing among models … */
  readonly uses: string | null;
}

/** Units of one submission whose outcomes may travel, and of those that count in groups. */
export const MOST_OUTCOMES = 1_000_000;
export const MOST_GROUPED = 400_000;
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
  groups: z.nullable(z.array(z.int().check(z.nonnegative())).check(z.maxLength(MOST_GROUPED))),
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
function impossible({ figure, outcomes, groups }: Submission): string | null {
  const { value, low, high, n, nEff, clusters } = figure;
  const [from, to] = [low ?? value ?? 0, high ?? value ?? 0];
  if (value !== null && (from > value || value > to)) return `${value} lies outside its interval`;
  if (nEff !== null && !(nEff > 0 && nEff <= n && value !== null && value >= 0 && value <= 1)) {
    return `${value} of ${nEff} independent units among ${n}`;
  }
  if (outcomes === null) return groups === null ? null : "groups of units that are not told";
  const right = outcomes.length - outcomes.replaceAll("1", "").length;
  const isSame = outcomes.length === n && value !== null && Math.abs(right / n - value) < 1e-9;
  if (!isSame) return `${right} of ${outcomes.length} right do not give ${value} of ${n}`;
  const count = groups === null ? null : countInOrder(groups);
  const isGrouped = groups === null || (groups.length === n && count === clusters);
  return isGrouped ? null : `${groups.length} units in ${count} groups, not ${n} in ${clusters}`;
}

/** How many groups there are that are numbered as they first appear; null where they are not. */
function countInOrder(groups: readonly number[]): number | null {
  let count = 0;
  for (const group of groups) {
    if (group > count) return null;
    if (group === count) count++;
  }
  return count;
}

/** By which a submission is known: SHA-256 of its canonical JSON. */
export function submissionId(submission: Submission, createDigest: CreateDigest): Sha256 {
  return contentId(submission as unknown as Json, createDigest);
}

/** The bytes of its file. */
export function submissionText(submission: Submission): string {
  return `${canonicalJson(submission as unknown as Json)}\n`;
}

/** A drive, a home, or a step up: names travel, and places on somebody's disk are not to. */
const PATH = /[\\/]|^~|^\.\.?$|^[A-Za-z]:/;

/** What a benchmark has, and what it takes beside that. */
export interface Intake {
  /**
   * Why it does not take a submission; null where it does. Nothing is taken twice, and images of one place,
   * condition and month are the same ones for every model.
   */
  whyNot(one: Submission, where: string): HomegroundError | null;
  take(one: Submission): void;
}

/** What is known of the images of one place, condition and month. */
interface KnownImages {
  readonly model: string;
  readonly n: Count;
  readonly hashes: Map<string, Sha256>;
}

/** An intake looks at each submission once, however many there are. */
export function createIntake({ task, metric }: Benchmark, createDigest: CreateDigest): Intake {
  const said = new Set<Sha256>();
  const known = new Map<string, KnownImages>();
  const whyNot = (one: Submission): NotTaken | null => {
    const first = whyNeverTaken(one, [one.model.name, one.place, one.condition], { task });
    if (first !== null) return first;
    if (one.figure.metric !== metric || one.figure.value === null) {
      const what = `it has no value of ${metric}`;
      return { code: "benchmark/other-metric", what, fix: `Evaluate with --metric ${metric}` };
    }
    if (said.has(sayings(one, createDigest))) {
      const fix = "Nothing is to be done: it counts once";
      return { code: "benchmark/duplicate", what: "it is there already", fix };
    }
    const before = known.get(columnKey(one));
    const hash = one.images === null ? undefined : before?.hashes.get(one.images.of);
    const isOther = hash !== undefined && hash !== one.images?.sha256;
    if (before === undefined || (!isOther && before.n === one.figure.n)) return null;
    const than = `of ${one.place} than ${before.model} was tested on`;
    return {
      code: "benchmark/other-images",
      what: `it is of other images ${than} (${one.figure.n}, there ${before.n})`,
      fix: "Test all models on the same images, or tell these apart with --condition or --month",
    };
  };
  return {
    whyNot(one, where) {
      const why = whyNot(one);
      return why === null ? null : new HomegroundError(why.code, { ...why, where });
    },
    take(one) {
      said.add(sayings(one, createDigest));
      const key = columnKey(one);
      const { model, figure, images } = one;
      const own = known.get(key) ?? { model: model.name, n: figure.n, hashes: new Map() };
      if (images !== null) own.hashes.set(images.of, images.sha256);
      known.set(key, own);
    },
  };
}

/** Why nothing of another task, and no name that is a path, is ever taken; null where neither is so. */
export function whyNeverTaken(
  { task: own }: Pick<Submission, "task">,
  names: readonly (string | null)[],
  { task }: Pick<Benchmark, "task">,
): NotTaken | null {
  if (own !== task) {
    const what = `it is of the task ${own}, not ${task}`;
    return { code: "benchmark/other-task", what, fix: "Add it to a benchmark of its task" };
  }
  const path = names.find((name) => name !== null && PATH.test(name));
  if (path == null) return null;
  const what = `it is called ${JSON.stringify(path)}, which is a path`;
  return { code: "benchmark/name", what, fix: "Name it with --model, --place or --condition" };
}

interface NotTaken {
  readonly code: `benchmark/${"other-task" | "other-metric" | "name" | "other-images" | "duplicate"}`;
  readonly what: string;
  readonly fix: string;
}

/** Place, condition and month: what has the same images for every model. */
export function columnKey({
  place,
  condition,
  month,
}: Pick<Submission, "place" | "condition" | "month">): string {
  return JSON.stringify([foldTrainingName(place), foldTrainingName(condition ?? ""), month]);
}

/** What makes two submissions the same, whoever sent them and whatever else is said of them. */
function sayings(one: Submission, createDigest: CreateDigest): Sha256 {
  const { model, images, figure, outcomes } = one;
  const where = images ?? columnKey(one);
  const all = { who: modelIdentity(model), where, figure, outcomes };
  return contentId(all as unknown as Json, createDigest);
}

/** By which the same model is known again: its file, whatever it is called, else its name. */
export function modelIdentity({ name, sha256 }: Submission["model"]): string {
  return sha256 ?? `name ${foldTrainingName(name)}`;
}
