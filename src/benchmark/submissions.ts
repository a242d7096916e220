import { contentId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { LedgerLine, Provenance } from "../ledger/ledger.js";
import { type SharedResult, sharedFigure } from "../ledger/shared-result.js";
import type { TransparencyRecord } from "../records/record/record-types.js";
import { trainedTest, trainingCount } from "../records/record/training-domain.js";
import type { Benchmark, Submission } from "./benchmark.js";

/** What whoever adds a submission says of it. */
export interface SubmissionWords {
  readonly model: string | null;
  readonly place: string | null;
  readonly condition: string | null;
  readonly month: string | null;
  /** Of the model: where it was trained, and what its images were used for. */
  readonly record: TransparencyRecord | null;
}

/** Units in the order of their names, and which are right. */
export interface TravellingOutcomes {
  readonly images: string;
  readonly right: string;
}

/**
 * Right or wrong in the order of names, with one hash over names and labels: the same images are known again
 * by it, and it gives no name away.
 */
export function travellingOutcomes(
  units: readonly { readonly file: string; readonly truth: string; readonly isRight: boolean }[],
  createDigest: CreateDigest,
): TravellingOutcomes {
  const sorted = units.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return {
    images: contentId(
      sorted.map(({ file, truth }) => [file, truth]),
      createDigest,
    ),
    right: sorted.map(({ isRight }) => (isRight ? "1" : "0")).join(""),
  };
}

/** A submission of a shared result, or of a result with its outcomes. @throws as {@link placeOf} */
export function submissionOfShared(
  shared: SharedResult,
  { metric }: Benchmark,
  words: SubmissionWords,
  more: {
    readonly kind: "shared-result" | "result";
    readonly name: string | null;
    readonly outcomes: TravellingOutcomes | null;
  },
  createDigest: CreateDigest,
  where: string,
): Submission {
  const { outcomes, kind } = more;
  const evidence = shared.evidence;
  const images =
    outcomes !== null
      ? ({ of: "names", sha256: outcomes.images } as const)
      : evidence === null
        ? null
        : ({ of: "pixels", sha256: evidence } as const);
  const place = placeOf(words.place ?? shared.place, where);
  return {
    schema: "homeground.submission/1",
    task: shared.task,
    model: modelOf(more.name, shared.model, words),
    place,
    condition: words.condition,
    month: words.month ?? shared.month,
    isTrained: isTrainedAt(place, words.record, createDigest),
    images,
    figure: figureOf(shared.figures, metric, where),
    outcomes: outcomes?.right ?? null,
    provenance: "told",
    source: { kind, id: null },
    uses: words.record?.facts.uses ?? null,
  };
}

/** A submission of a line of a ledger, which says who vouches for it. @throws as {@link placeOf} */
export function submissionOfLine(
  { id, entry: { provenance, result } }: LedgerLine,
  benchmark: Benchmark,
  words: SubmissionWords,
  createDigest: CreateDigest,
  where: string,
): Submission {
  const more = { kind: "shared-result", name: null, outcomes: null } as const;
  const one = submissionOfShared(result, benchmark, words, more, createDigest, where);
  return { ...one, provenance, source: { kind: "ledger", id } };
}

/** What the authors of a record measured, at their own place. @throws as {@link placeOf} */
export function submissionOfRecord(
  record: TransparencyRecord,
  { metric }: Benchmark,
  words: SubmissionWords,
  createDigest: CreateDigest,
  where: string,
): Submission {
  const { claims, model, facts, task } = record;
  const own: SubmissionWords = { ...words, record };
  const place = placeOf(words.place ?? null, where);
  const claim = claims.find((one) => one.metric === metric);
  const provenance: Provenance = claim?.recomputable === true ? "recomputable" : "told";
  return {
    schema: "homeground.submission/1",
    task,
    model: modelOf(model.name, model.sha256, own),
    place,
    condition: words.condition,
    month: words.month,
    isTrained: isTrainedAt(place, record, createDigest),
    images: null,
    figure: figureOf(claim === undefined ? [] : [sharedFigure(claim)], metric, where),
    outcomes: null,
    provenance,
    source: { kind: "record", id: record.id },
    uses: facts.uses,
  };
}

function modelOf(
  name: string | null,
  sha256: string | null,
  { model, record }: SubmissionWords,
): Submission["model"] {
  const places = record?.training?.places ?? null;
  const short = sha256 === null ? "a model without a name" : `model ${sha256.slice(0, 12)}`;
  return {
    name: model ?? name ?? record?.model.name ?? short,
    sha256,
    trainedOn: places === null ? null : trainingCount(places),
  };
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
