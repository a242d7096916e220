import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { LedgerLine, Provenance } from "../ledger/ledger.js";
import { type SharedResult, sharedFigure } from "../ledger/shared-result.js";
import type { TransparencyRecord } from "../records/record/record-types.js";
import { trainedTest, trainingCount } from "../records/record/training-domain.js";
import { type Benchmark, type Submission, whyNeverTaken } from "./benchmark.js";
import type { TravellingOutcomes } from "./travelling-outcomes.js";

/** What whoever adds a submission says of it. */
export interface SubmissionWords {
  readonly model: string | null;
  readonly place: string | null;
  readonly condition: string | null;
  readonly month: string | null;
  /** Of the model: where it was trained, and what its images were used for. */
  readonly record: TransparencyRecord | null;
}

/** What a source tells beside what is shared. */
interface Told {
  readonly kind: "shared-result" | "result";
  /** What its model is called; null where it does not say. */
  readonly name: string | null;
  /** Null where they are not told, or its figure counts otherwise. */
  readonly outcomes: TravellingOutcomes | null;
  /** A figure of some of the images in place of that of all; null for the latter. */
  readonly figure: Submission["figure"] | null;
}

/**
 * A submission of a shared result, or of a result with its outcomes, from which anybody can count its figure
 * again. @throws as {@link placeOf}, {@link modelOf}
 */
export function submissionOfShared(
  shared: SharedResult,
  benchmark: Benchmark,
  words: SubmissionWords,
  { kind, name, outcomes, figure }: Told,
  createDigest: CreateDigest,
  where: string,
): Submission {
  const evidence = shared.evidence;
  const images =
    outcomes !== null
      ? ({ of: "names", sha256: outcomes.images } as const)
      : evidence === null || figure !== null
        ? null
        : ({ of: "pixels", sha256: evidence } as const);
  const place = placeOf(words.place ?? shared.place, where);
  // What can never be taken is told before what is missing.
  const never = whyNeverTaken(shared, [place, words.condition], benchmark);
  if (never !== null) throw new HomegroundError(never.code, { ...never, where });
  const ofRecord = words.record?.model.sha256 ?? null;
  if (ofRecord !== null && shared.model !== null && ofRecord !== shared.model) {
    throw new HomegroundError("benchmark/other-model", {
      what: "it is of another model than the record, which says where that was trained",
      where,
      fix: "Name the record of this model with --record, or none",
    });
  }
  return {
    schema: "homeground.submission/1",
    task: shared.task,
    model: modelOf(name, shared.model, words, where),
    place,
    condition: words.condition,
    month: words.month ?? shared.month,
    isTrained: isTrainedAt(place, words.record, createDigest),
    images,
    figure: figure ?? figureOf(shared.figures, benchmark.metric, where),
    outcomes: outcomes?.right ?? null,
    groups: outcomes?.groups ?? null,
    provenance: outcomes === null ? "told" : "recomputable",
    source: { kind, id: null },
    uses: words.record?.facts.uses ?? null,
  };
}

/**
 * A submission that somebody sent as a file: it vouches for what can be counted again here, and for nothing
 * that it says of itself.
 */
export function submissionOfSent(one: Submission): Submission {
  return { ...one, provenance: one.outcomes === null ? "told" : "recomputable" };
}

/** A submission of a line of a ledger, which says who vouches for it. @throws as {@link placeOf} */
export function submissionOfLine(
  { id, entry: { provenance, result } }: LedgerLine,
  benchmark: Benchmark,
  words: SubmissionWords,
  createDigest: CreateDigest,
  where: string,
): Submission {
  const told = { kind: "shared-result", name: null, outcomes: null, figure: null } as const;
  const one = submissionOfShared(result, benchmark, words, told, createDigest, where);
  return { ...one, provenance, source: { kind: "ledger", id } };
}

/**
 * What the authors of a record measured, at their own place.
 *
 * @param vouched `recomputable` where its figures came out again of its outcomes, `verified` where its images
 *   were read as well
 * @throws as {@link placeOf}
 */
export function submissionOfRecord(
  record: TransparencyRecord,
  { metric }: Benchmark,
  words: SubmissionWords,
  vouched: Provenance,
  createDigest: CreateDigest,
  where: string,
): Submission {
  const { claims, model, facts, task } = record;
  const own: SubmissionWords = { ...words, record };
  const place = placeOf(words.place ?? null, where);
  const claim = claims.find((one) => one.metric === metric);
  const provenance = claim?.recomputable === true ? vouched : "told";
  return {
    schema: "homeground.submission/1",
    task,
    model: modelOf(model.name, model.sha256, own, where),
    place,
    condition: words.condition,
    month: words.month,
    isTrained: isTrainedAt(place, record, createDigest),
    images: null,
    figure: figureOf(claim === undefined ? [] : [sharedFigure(claim)], metric, where),
    outcomes: null,
    groups: null,
    provenance,
    source: { kind: "record", id: record.id },
    uses: facts.uses,
  };
}

/**
 * A model by its name, its file or its record: results that say none of these could be of any model, and are
 * never taken for one and the same.
 *
 * @throws HomegroundError `benchmark/no-model`
 */
function modelOf(
  name: string | null,
  sha256: string | null,
  { model, record }: SubmissionWords,
  where: string,
): Submission["model"] {
  const places = record?.training?.places ?? null;
  const known = [model, name, record?.model.name].find((one) => one?.trim()) ?? null;
  if (known === null && sha256 === null) {
    throw new HomegroundError("benchmark/no-model", {
      what: "it does not say of which model it is",
      where,
      fix: "Add --model NAME, or --record with the model's record",
    });
  }
  return {
    name: known ?? fileName(sha256!),
    sha256,
    trainedOn: places === null ? null : trainingCount(places),
  };
}

/** What a model is called of which its file alone is known. */
export function fileName(sha256: string): string {
  return `model ${sha256.slice(0, 12)}`;
}

function isTrainedAt(
  place: string,
  record: TransparencyRecord | null,
  createDigest: CreateDigest,
): boolean | null {
  const test = trainedTest(record?.training, "places", createDigest);
  return test === null ? null : test(place);
}

/** @throws HomegroundError `benchmark/no-place` */
function placeOf(place: string | null, where: string): string {
  if (place !== null) return place;
  throw new HomegroundError("benchmark/no-place", {
    what: "it does not say of which place it is",
    where,
    fix: "Add --place and what the place is called",
  });
}

/** The figure that is asked for; without a value where there is none, which is then refused. */
function figureOf(
  figures: readonly Submission["figure"][],
  metric: string,
  where: string,
): Submission["figure"] {
  const found = figures.find((one) => one.metric === metric);
  if (found !== undefined) return found;
  throw new HomegroundError("benchmark/other-metric", {
    what: `it has no figure of ${metric}; it has ${figures.map((one) => one.metric).join(", ") || "none"}`,
    where,
    fix: `Evaluate with --metric ${metric}`,
  });
}
