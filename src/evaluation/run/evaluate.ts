import type { Findings, GivenFindings } from "../../analyses/analysis.js";
import { ANALYSES } from "../../analyses/registry.js";
import { chooseQuestion, type Question, type QuestionClusters } from "../../claims/question.js";
import { findSequences } from "../../claims/sequences.js";
import { appendColumn } from "../../core/append-column.js";
import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import { merged } from "../../core/merged.js";
import { nearestName } from "../../core/nearest-name.js";
import type { Table } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import { checkAttributes, unitAttributes } from "../../dataset/unit-attributes.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import type {
  EvaluationResult,
  Note,
  ResultEstimate,
  ResultImport,
  ResultLabelling,
  ResultListed,
  ResultModel,
  ResultVerdict,
} from "../../results/result.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type {
  ImagePrediction,
  JoinedPredictions,
  PredictionSource,
  SequenceUnits,
} from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { UNANSWERED_WARNINGS } from "../../tasks/unanswered/unanswered.js";
import { chosenLevels } from "../chosen-parts.js";
import { withColumns } from "../claim-record/gap-attributes.js";
import { localClasses } from "../claim-record/local-classes.js";
import { readClaims } from "../claims.js";
import { scoreColumnsFor } from "../curve-labels.js";
import { withChosenThreshold } from "../detection/chosen-threshold.js";
import {
  designInUse,
  designNotes,
  headlineByDesign,
  ignoredDesign,
  refuseUnequal,
} from "../drawn-design.js";
import { distinct, estimate, estimateBy } from "../estimates.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";
import type { Evaluation, ImageKnowledge } from "../evaluation.js";
import type { HeadlineBasis } from "../headline-basis.js";
import { drawnLookOrder, lookOrderNote, unitLookOrder } from "../look-order.js";
import { distancesOf, maskJoin } from "../mask-join.js";
import { maskNotes } from "../mask-notes.js";
import { analyse as analyseOption } from "../options/analyse.js";
import { cluster as clusterOption } from "../options/cluster.js";
import { placeOf } from "../options/option.js";
import { site as siteOption } from "../options/site.js";
import { slice as sliceOption } from "../options/slice.js";
import { gatherNotes } from "../prediction-notes.js";
import type { EvaluateRequest } from "../request.js";
import { readingWarnings } from "../result-imports.js";
import { samplingOf, withUnusedGroups } from "../sampling.js";
import { sumNotes } from "../sum-notes.js";
import { askedMetrics, typedMetrics } from "../typed-metrics.js";
import { findUnanswered } from "../unanswered/find-unanswered.js";
import { judgeWithUnanswered } from "../unanswered/judge-completions.js";
import { furtherEstimates } from "./further-findings.js";

export interface EvaluateContext extends GivenFindings {
  readonly version: string;
  /** The engine that ran the model; null for predictions from a file. */
  readonly engine: string | null;
  readonly model: ResultModel | null;
  readonly signal: Cancellation;
  /** Notes on images from earlier steps: reading files, running the model. */
  readonly notes: readonly Note[];
  /** How files of labels, predictions and attributes were read. */
  readonly imports?: readonly ResultImport[];
  /** How labels that were made in the app came about. */
  readonly labelling?: ResultLabelling | undefined;
  /** The `result.json` that an earlier run left in the same place, parsed. */
  readonly earlier?: unknown;
  /** The annotated objects and how they are matched; wanted by the task detection. */
  readonly detection?: DetectionJoin;
  /** By the source of a record given as a claim: 1 for images that it holds too. */
  readonly sharedWithClaims?: ReadonlyMap<string, Uint8Array>;
  /** What is read of the images for gap and scope alone, by row of the truth; null for nothing. */
  readonly gapAttributes?: Table | null;
  /**
   * Images of the set in the order in which they were looked at, where a run that was watched took
   * them in a random one; else one is drawn.
   */
  readonly lookOrder?: Int32Array;
  /** Only headline figures and verdicts: no details, no analyses. */
  readonly onlyHeadline?: true;
  /** Called before each analysis with how many are done, and after the last. */
  readonly onAnalysis?: (done: number, total: number) => void;
  /** Called with each prediction in the order of the images. */
  readonly onAnswer?: (image: number, prediction: ImagePrediction) => void | Promise<void>;
}

/**
 * The main use case: images with their classes and the model's predictions become figures with
 * intervals, a confusion table and verdicts. Every image of the set is scored or listed.
 *
 * @throws HomegroundError `claim/…` and `metric/…` for what is asked, `labels/no-column` for an
 *   attribute that is not there, `input/nothing-scored` where no image has a label and a prediction
 */
export async function evaluate(
  placed: ImageKnowledge,
  { images, map }: PreparedImages,
  source: PredictionSource,
  request: EvaluateRequest,
  context: EvaluateContext,
): Promise<Evaluation> {
  checkRequest(placed, request);
  const answers = gatherNotes(source, images.file);
  const joined = await join(placed, { images, map }, answers.source, request, context);
  const listed = byFile([...images.listed, ...joined.listed]);
  if (joined.outcomes.unitCount === 0) throw nothingScored(images.images, listed);

  const rowOfUnit = Int32Array.from(joined.image, (i) => images.row[i]!);
  const attributes = unitAttributes(placed.truth.attributes, rowOfUnit);
  const found = chooseQuestion(attributes.table, attributes.rows, request.cluster, {
    hereUnit: request.hereUnit,
    subjects: request.unit.kind === "image",
  });
  const design = designInUse(placed.truth.drawn, request, found.clusters !== null, rowOfUnit);
  // A design speaks of its pool: images of it, however they belong together.
  const question: Question =
    design?.isStrict !== true
      ? found
      : { ...found, clusters: null, here: null, notUsed: [], warnings: [] };
  const { outcomes, notes: thresholdNotes } = withChosenThreshold(
    withClusters(joined.outcomes, question.clusters),
    context.detection?.goal ?? null,
    request,
  );
  const here = withClusters(outcomes, question.here);
  const classes = localClasses(outcomes, source.labels, map);
  const unanswered = findUnanswered({
    images,
    map,
    outcomes,
    image: joined.image,
    unanswered: joined.unanswered,
    clusters: question.clusters,
    attributes: placed.truth.attributes,
    sequence: sequencesOfAll(placed, images, request),
    detection: context.detection ?? null,
  });
  const claims = readClaims(request, outcomes.classes, classes);
  const { positive } = typedMetrics(request, outcomes.classes);
  const asked = askedMetrics(request, outcomes.classes);

  const headline = distinct([
    ...claims.map(({ reference }) => reference),
    ...(claims.length === 0 ? [headlineByDesign(outcomes, design, asked, request.positive)] : []),
    ...asked,
  ]);
  const chosen = chosenLevels(request.chosenParts, images.file, joined.image);
  const before = ANALYSES.map((one) => one.before?.(context) ?? {});
  const ofGuess = guessWarnings(context.model);
  const ofDesign = ignoredDesign(placed.truth.drawn, request);
  const headlineWarnings = [
    ...question.warnings,
    ...before.flatMap(({ warnings = [] }) => warnings),
    ...readingWarnings(request.task, context.imports),
    ...ofGuess,
    ...(unanswered === null ? [] : [UNANSWERED_WARNINGS[request.unanswered]]),
    ...ofDesign,
  ];
  const silentAsWrong = new Map(
    request.unanswered === "wrong"
      ? headline.map((one) => [one, unanswered?.complete(one, "worst") ?? outcomes] as const)
      : [],
  );
  const figure = (reference: MetricReference) => silentAsWrong.get(reference) ?? outcomes;
  const headlineEstimate = (reference: MetricReference): ResultEstimate => {
    const of = figure(reference);
    if (design === null) return estimate(of, reference, "headline", request);
    const rows = of === outcomes || unanswered === null ? rowOfUnit : unanswered.units.row;
    return estimateBy(design.estimator(of, reference, rows), "headline", of.unit, request);
  };
  const sequences = sequenceUnits(placed, images.row, request);
  const { image } = joined;
  const answered = Int32Array.from(joined.answered ?? image);
  const basis: HeadlineBasis = {
    figure,
    outcomes,
    here,
    question,
    claims,
    headline,
    image,
    answered,
    sequences,
    attributes,
    chosen,
    classes,
    known: withColumns(placed.truth.attributes, context.gapAttributes ?? null),
    rows: { units: rowOfUnit, answered: Int32Array.from(answered, (i) => images.row[i]!) },
    shared: context.sharedWithClaims ?? new Map(),
  };
  const given: GivenFindings = {
    ...context,
    files: images.file,
    logSums: answers.logSums,
  };
  const isAlone = context.onlyHeadline === true;
  const isWeighted = design?.isStrict === true;
  const findings: Findings[] = isAlone
    ? []
    : ANALYSES.map((one, done) => {
        context.onAnalysis?.(done, ANALYSES.length);
        if (isWeighted && one.weighsNothing !== true) {
          if (request.analyses.includes(one.id)) {
            refuseUnequal(placed.truth.drawn, `${one.id} counts images alike`);
          }
          return {};
        }
        return one.find?.(basis, request, given) ?? {};
      });
  const estimates: ResultEstimate[] = [
    ...headline.map((reference) => withWarnings(headlineEstimate(reference), headlineWarnings)),
    // The figure for these sites as they are stands beside the one for another site.
    ...(question.question === "here"
      ? []
      : headline.map((reference) => estimate(here, reference, "detail", request))),
    ...(isAlone ? [] : furtherEstimates(basis, findings, request, design)),
  ];

  if (!isAlone) context.onAnalysis?.(ANALYSES.length, ANALYSES.length);

  let drawn: Int32Array | null = null; // once, however many completions are looked at
  const judged = findings.reduce<readonly ResultVerdict[]>(
    (verdicts, one) => one.judged?.(verdicts) ?? verdicts,
    withUnusedGroups(
      judgeWithUnanswered(claims, { outcomes, image, row: rowOfUnit }, unanswered, {
        request,
        earlier: context.earlier,
        ...(design === null ? {} : { estimator: design.estimator }),
        orderOf(units) {
          drawn ??= withMissing(
            context.lookOrder ?? drawnLookOrder(images.file.length, request),
            images,
          );
          return unitLookOrder(units, request.lookOrder, drawn);
        },
      }),
      question,
    ),
  );
  const notes: readonly Note[] = [
    ...byFile([...images.notes, ...context.notes, ...answers.notes()]),
    ...before.flatMap(({ notes = [] }) => notes),
    ...sameNameNote(source.labels),
    ...thresholdNote(request),
    ...thresholdNotes,
    ...lookOrderNote(judged, request, {
      isWatched: context.lookOrder !== undefined,
      hasClusters: outcomes.cluster !== null,
      isMadeHere: context.labelling !== undefined,
    }),
    ...findings.flatMap(({ notes = [] }) => notes),
    ...(design === null ? [] : designNotes(design, rowOfUnit, found.clusters !== null)),
    ...sumNotes(outcomes),
    ...maskNotes(outcomes),
  ];
  const inApp = new Map<ResultListed, string>();
  const result: EvaluationResult = {
    schema: "homeground.result/1",
    task: request.task,
    unit: outcomes.unit,
    software: { name: "homeground", version: context.version, engine: context.engine },
    seed: request.seed,
    model: context.model,
    inputs: {
      images: images.images,
      labelled: images.labelled,
      scored: images.file.length - joined.listed.length,
      ...(unanswered === null ? {} : { unanswered: unanswered.images }),
      ignored: images.ignored,
      listed,
      notes: notes.map(({ inApp: words, ...note }) => {
        if (words !== undefined) inApp.set(note, words);
        return note;
      }),
      ...merged(before.map(({ inputs }) => inputs)),
      ...(context.imports === undefined ? {} : { imports: context.imports }),
    },
    question: question.question,
    ...distancesOf(outcomes, request),
    ...(positive === null ? {} : { positive }),
    sampling: {
      ...samplingOf(question, request),
      ...(design === null ? {} : { design: design.facts(rowOfUnit) }),
    },
    estimates,
    confusion: null,
    verdicts: judged.map((one) => ({
      ...one,
      warnings: [...one.warnings, ...ofGuess, ...ofDesign],
    })),
    gap: null,
    scope: null,
    ...(context.labelling === undefined ? {} : { labelling: context.labelling }),
    ...merged(findings.map((one) => one.result)),
    ...allAnalyses(findings),
    files: { predictions: null, outcomes: null, report: null },
  };
  return {
    result,
    inApp,
    outcomes,
    image,
    answered,
    question,
    claims,
    request,
    attributes,
    chosen,
    likeness: null,
    ...merged(findings.map(({ kept }) => kept)),
  };
}

/** Each analysis has a key of its own there. */
function allAnalyses(findings: readonly Findings[]): Pick<EvaluationResult, "analyses"> {
  const analyses = merged(findings.map(({ result }) => result?.analyses));
  return Object.keys(analyses).length === 0 ? {} : { analyses };
}

/** A guessed field of a model's card can make every figure wrong without any sign of it. */
function guessWarnings(model: ResultModel | null): readonly string[] {
  return (model?.guessed ?? []).length === 0 ? [] : ["model/guessed-card"];
}

/** Joins the images with their predictions as the task wants it. */
async function join(
  placed: ImageKnowledge,
  prepared: PreparedImages,
  source: PredictionSource,
  request: EvaluateRequest,
  { detection, signal, onAnswer }: EvaluateContext,
): Promise<JoinedPredictions> {
  const { images, map } = prepared;
  return taskOf(request.task).join(prepared, source, {
    ...(onAnswer === undefined ? {} : { onAnswer }),
    signal,
    detection,
    masks: maskJoin(placed.truth, request.spacing, [
      ...askedMetrics(request, null),
      ...readClaims(request, null).map(({ reference }) => reference),
    ]),
    sequences: sequenceUnits(placed, images.row, request),
    threshold: request.threshold,
    positive: request.positive,
    scoreColumns: scoreColumnsFor(request, images, map),
    scoreRows: ANALYSES.some(
      ({ id, wantsScoreRows }) => wantsScoreRows === true && request.analyses.includes(id),
    ),
  });
}

/** Refuses a faulty request before any work is done. */
function checkRequest({ truth }: ImageKnowledge, request: EvaluateRequest): void {
  checkAnalyses(request);
  readClaims(request, null);
  askedMetrics(request, null);
  checkAttributes(truth.attributes, request.slices, placeOf(sliceOption));
  if (request.cluster !== null) {
    checkAttributes(truth.attributes, [request.cluster], placeOf(clusterOption));
  }
  if (request.site !== null) {
    checkAttributes(truth.attributes, [request.site], placeOf(siteOption));
  }
}

/** @throws HomegroundError `usage/bad-option` for a name that is none of an analysis */
function checkAnalyses({ analyses }: EvaluateRequest): void {
  const names = ANALYSES.flatMap(({ id, isNamed }) => (isNamed === true ? [id] : []));
  for (const name of analyses) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    throw new HomegroundError("usage/bad-option", {
      what: `${JSON.stringify(name)} is no analysis that can be asked for`,
      where: placeOf(analyseOption),
      fix: near === null ? `Use some of: ${names.join(", ")}` : `Did you mean ${near}?`,
    });
  }
}

/** Sequence of each image of the set, then of each whose file is missing; null where images are units. */
function sequencesOfAll(
  placed: ImageKnowledge,
  { row, missing }: ImageSet,
  request: EvaluateRequest,
): Int32Array | null {
  return sequenceUnits(placed, appendColumn(row, missing.row), request)?.sequence ?? null;
}

/** Images whose files are missing have no place in the order, so they come first. */
function withMissing(order: Int32Array, { file, missing }: ImageSet): Int32Array {
  return appendColumn(
    Int32Array.from(missing.file, (_, i) => file.length + i),
    order,
  );
}

/** @throws HomegroundError `labels/no-sequences` where images cannot be told apart into sequences */
function sequenceUnits(
  { truth }: ImageKnowledge,
  rows: Int32Array,
  { unit }: EvaluateRequest,
): SequenceUnits | null {
  if (unit.kind === "image") return null;
  const found = findSequences(truth.attributes, rows);
  if (found !== null) {
    return { sequence: found.cluster, count: found.count, aggregate: unit.aggregate };
  }
  throw new HomegroundError("labels/no-sequences", {
    what: "nothing says which images belong to one sequence",
    where: { command: "--unit sequence", app: "whole sequences" },
    fix: "Add a column sequence, or the columns camera and datetime, to the labels",
  });
}

function withClusters(
  outcomes: EvaluatedOutcomes,
  clusters: QuestionClusters | null,
): EvaluatedOutcomes {
  if (clusters === null) return { ...outcomes, cluster: null, clusterCount: 0 };
  return { ...outcomes, cluster: clusters.cluster, clusterCount: clusters.count };
}

function withWarnings(one: ResultEstimate, warnings: readonly string[]): ResultEstimate {
  return { ...one, warnings: [...one.warnings, ...warnings] };
}

function thresholdNote({ task, threshold }: EvaluateRequest): ResultListed[] {
  const { usualThreshold } = taskOf(task);
  if (usualThreshold === null || threshold !== null) return [];
  const what = `no threshold was given: a label counts as answered from ${usualThreshold} on`;
  return [{ file: "", code: "threshold/default", what }];
}

/** Labels of one name are one prediction, which the result says once. */
function sameNameNote({ repeated }: LabelSet): ResultListed[] {
  if (repeated.length === 0) return [];
  const shown = repeated.slice(0, 5).map((name) => JSON.stringify(name));
  const more = repeated.length > shown.length ? ` and ${repeated.length - shown.length} more` : "";
  const what = `more than one label is called ${shown.join(", ")}${more}: an answer with any of them counts as that name`;
  return [{ file: "", code: "labels/same-name", what }];
}

function nothingScored(images: number, listed: readonly ResultListed[]): HomegroundError {
  const counts = new Map<string, number>();
  for (const { code } of listed) counts.set(code, (counts.get(code) ?? 0) + 1);
  const reasons = [...counts].map(([code, count]) => `${count} ${code}`).join(", ");
  const first = listed[0];
  return new HomegroundError("input/nothing-scored", {
    what: `none of ${images} images has both a label and an answer${reasons === "" ? "" : `: ${reasons}`}`,
    where:
      first === undefined
        ? { command: "--labels", app: "your labels" }
        : `first: ${first.file}, ${first.what}`,
    fix: {
      command: "Check that the labels name the images of this folder, and that --where keeps some",
      app: "Check that the labels name the images of this folder",
    },
  });
}

/** By file name, then as they came. */
function byFile<Entry extends ResultListed>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
