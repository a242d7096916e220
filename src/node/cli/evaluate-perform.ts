import { imagesOfMatched } from "../../analyses/matched-names/name-pictures.js";
import { poolConfidence } from "../../analyses/prediction-powered/pool-confidence.js";
import { wantsFeatures } from "../../analyses/wanted-features.js";
import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import type { Table } from "../../core/table.js";
import { boxesOfTruth } from "../../dataset/attributes/object-boxes.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import { imagePaths } from "../../dataset/image-set.js";
import { labelExamples } from "../../dataset/label-examples.js";
import { placeTruth, prepareImages, type TruthOnFiles } from "../../dataset/prepare.js";
import { sampleImages } from "../../dataset/sample-images.js";
import { classesToCome, readClaims } from "../../evaluation/claims.js";
import { CHOSEN_HERE } from "../../evaluation/detection/chosen-threshold.js";
import { isOnlyAnswered } from "../../evaluation/prediction-rows.js";
import { resultImports, unusedReadings } from "../../evaluation/result-imports.js";
import { guessesOf, resultModel } from "../../evaluation/result-model.js";
import { type KnowingStage, knowImages } from "../../evaluation/run/know-images.js";
import { evaluateMasked, objectsToMask } from "../../evaluation/run/masked-evaluation.js";
import { createAnswerText } from "../../evaluation/run/prediction-text.js";
import type { ObjectTruth } from "../../formats/objects/object-types.js";
import type { LabelMap } from "../../models/label-map.js";
import type { ResultListed } from "../../results/result.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { labelsParts } from "../../tasks/task.js";
import { createNodeDigest } from "../digest.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo } from "./command.js";
import { readDeployments } from "./deployments-file.js";
import { readEarlierResult, setResultAside } from "./earlier-result.js";
import { addDeclaredAttributes } from "./evaluate-attributes.js";
import { evaluateWithChanges, readLabelChanges } from "./evaluate-changes.js";
import { NO_ANSWERS, openImages, readAnswers, readLabels, seenTask } from "./evaluate-inputs.js";
import { decideLabels } from "./evaluate-labels.js";
import { addLeakage } from "./evaluate-leakage.js";
import { identifyFile, lazyScorer, modelFacts, type ReadyModel } from "./evaluate-model.js";
import { showOpening } from "./evaluate-opening.js";
import type { OutputSources } from "./evaluate-outputs.js";
import { type EvaluateOptions, readRequest } from "./evaluate-request.js";
import { withScores } from "./evaluate-scoring.js";
import { checkSource, labelsOf, listedLine, sourceNotes } from "./evaluate-source.js";
import { type RankedEvaluation, readTaxa, suggestionTaxa, withRanks } from "./evaluate-taxonomy.js";
import { boxesOfLabels, readObjectBoxes } from "./object-boxes.js";
import { openModels } from "./open-models.js";
import { createPredictionWriter } from "./prediction-writer.js";
import { remoteUse } from "./remote-use.js";
import { readImageTables, tablesOfImages } from "./scores-files.js";
import type { FoundWithScores, ModelBeside } from "./scoring-steps.js";
import { createStageBars } from "./stage-bars.js";
import { showUnpacking } from "./unpacking.js";

/** Names of the bars before any model runs. */
const STAGES: Readonly<Record<KnowingStage, string>> = {
  attributes: "Attributes",
  shared: "Comparing with the record",
  sizes: "Sizes",
};

/** What a run says of itself on the way, beside its result. */
export interface RunShows {
  /** The words after `homeground`, to run it again. */
  readonly command: readonly string[];
  /** Name of the bar that shows how far it is. */
  readonly progress: string;
}

/** Models that were opened before: the one that is evaluated, and those whose turn is later. */
export interface ModelsAtHand {
  readonly ready: ReadyModel | null;
  readonly beside: readonly ModelBeside[];
  /** What the bytes of an image are, for all of them. */
  readonly identify: typeof identifyFile;
  /** Default: `lazyScorer`. */
  readonly openScorer?: typeof lazyScorer;
}

/** An evaluation before its files are written; its answers are. */
export interface PerformedEvaluation {
  readonly evaluation: RankedEvaluation;
  readonly sources: OutputSources;
  /** Ground truth on its files, with every attribute that is known. */
  readonly placed: TruthOnFiles;
  /** Those of them that somebody declared, in labels, further tables or names of folders. */
  readonly declared: Table;
  readonly map: LabelMap;
  readonly modelLabels: LabelSet;
  /** Objects and how they are matched; null for tasks of whole images. */
  readonly detection: DetectionJoin | null;
  /** The annotated objects as they were read; null for tasks of whole images. */
  readonly objects: ObjectTruth | null;
  /** Features of the images, where they were wanted; null where there are none. */
  readonly features: ImageFeatures | null;
  /** Answers of the model as the task takes them. */
  readonly ofModel: (source: PredictionSource) => PredictionSource;
}

/**
 * Reads and checks everything that can be wrong before a model runs.
 *
 * @param isOneOfSeveral whether other models are evaluated by the same options
 * @throws HomegroundError whatever is wrong with options, files, labels or claims
 */
export async function readEvaluation(
  imagesPath: string,
  options: EvaluateOptions,
  ready: ReadyModel | null,
  io: CommandIo,
  isOneOfSeveral = false,
) {
  const stage = options.stage ?? "whole";
  const unpacking = showUnpacking(io, options.quiet === true);
  const opened = await openImages(
    imagesPath,
    unpacking,
    remoteUse(io, options.allowPrivate === true),
  );
  const { files } = opened;
  const seen = ready === null ? await seenTask(imagesPath, options, files, io) : null;
  const request = await readRequest(options, ready?.card.task ?? seen?.task.id ?? null, io);
  const deployments = await readDeployments(options, request);
  const tables = await readImageTables(options, request);
  const changes = await readLabelChanges(options.labelChanges);
  const labels = await readLabels(
    options,
    request.task,
    files,
    ready?.card.labels,
    seen,
    unpacking,
  );
  const { objects } = labels;
  const boxes =
    (await readObjectBoxes(options.objects, files, options)) ??
    (objects === null
      ? await boxesOfLabels(options.labels, files, request, options)
      : boxesOfTruth(objects));
  const declared = await addDeclaredAttributes(
    labels.truth,
    opened,
    request.where,
    boxes,
    options,
    io,
  );
  const { truth } = declared;
  const placed = placeTruth(truth, files, request, declared.leftOut);
  const { detections, predictions } =
    options.predictions === undefined
      ? NO_ANSWERS
      : await readAnswers(
          options.predictions,
          { truth, objects },
          request.task,
          placed.labels,
          files,
          options,
          request.threshold,
        );
  const read = detections ?? predictions;
  const { own, assumedNames } = taskOf(request.task);
  const modelLabels =
    own === null ? labelsOf(ready, read, stage, taskOf(request.task)) : createLabelSet(own.names);
  const taxa = await readTaxa(options, request.task, truth.taxa, predictions?.taxa);
  const decided = own
    ? { map: own.targets(placed.labels, request.positive), names: null }
    : await decideLabels(placed.labels, modelLabels.names, {
        labelMap: options.labelMap,
        out: options.out,
        onlyAnswered: read !== null && isOnlyAnswered(read),
        taxa: suggestionTaxa(taxa, placed.labels, modelLabels.names),
        examples: () => labelExamples(placed),
        ask: options.quiet ? null : io.ask,
        assumed: assumedNames,
        isOneOfSeveral,
      });
  const rules = { ...request, objects: labelsParts(taskOf(request.task)) };
  const all = prepareImages(placed, modelLabels, decided.map, rules, ready !== null);
  const images = sampleImages(all.images, options.sample ?? Infinity, options.seed);
  const prepared = { ...all, images };
  const ofImages = tablesOfImages(tables, images.file);
  const pool = poolConfidence(request, {
    drawn: truth.drawn,
    images,
    paths: imagePaths(files),
    predictions: read,
  });
  for (const { basis, fields, value, why } of ready === null ? [] : guessesOf(modelFacts(ready))) {
    io.err(`${basis === "assumed" ? "Guessed" : "Read"} ${fields.join(", ")}: ${value} (${why})`);
  }
  if ((ready?.card.guesses ?? []).some(({ basis }) => basis === "assumed")) io.err(TRY_GUESSES);
  // What is wrong with a claim is said before any image is scored.
  const claims = readClaims(request, classesToCome(request, modelLabels, all.map));
  return {
    ...{
      request,
      changes,
      opened,
      truth,
      objects,
      boxes,
      declared,
      placed,
      read,
      taxa,
      pool,
      claims,
    },
    ...{ modelLabels, decided, all, prepared, deployments, ofImages },
  };
}

/**
 * Runs an evaluation as the options say and writes the answers alone, as predictions into the folder
 * of the outputs.
 *
 * @param models where they are open; otherwise the options name one
 * @throws HomegroundError whatever is wrong with options, files, labels, model or claims
 */
export async function performEvaluation(
  imagesPath: string,
  options: EvaluateOptions,
  shows: RunShows,
  io: CommandIo,
  models?: ModelsAtHand,
): Promise<PerformedEvaluation> {
  checkSource(options);
  const { ready, beside, identify, openScorer }: ModelsAtHand = models ?? {
    ready: await openModels(options, io),
    beside: [],
    identify: identifyFile,
  };
  const reading = await readEvaluation(imagesPath, options, ready, io, models !== undefined);
  const { request, changes, opened, truth, objects, declared, placed, read, taxa, pool } = reading;
  const { claims, modelLabels, decided, all, prepared, deployments, ofImages, boxes } = reading;
  const { folder, files, notes: placeNotes } = opened;
  const { images } = prepared;
  const fixedAt = io.clock();
  const earlier = await readEarlierResult(options.out);
  if (!options.quiet) {
    const { source, format, roles } = truth;
    const labels = { source, writing: format.writing ?? format.id, roles };
    showOpening(
      {
        images: images.images,
        toScore: images.file.length,
        place: imagesPath,
        labels,
        names: decided.names,
        hasEarlier: earlier !== null,
        claims,
      },
      fixedAt,
      io,
    );
  }

  const quiet = options.quiet === true;
  const given = {
    placed,
    prepared,
    objects,
    boxes,
    modelLabels,
    predictions: read,
    card: ready?.card ?? null,
    thresholdFor: options.thresholdFor,
  };
  const bars = createStageBars(STAGES, io, quiet);
  const known = await knowImages(given, request, {
    access: folder,
    decoder: createNodePixelDecoder,
    createDigest: createNodeDigest,
    signal: io.signal,
    onProgress: bars.update,
  }).finally(bars.finish);
  for (const { code, what } of known.suspects) io.err(`${code}: ${what}`);
  const masking =
    ready === null || ready.endpoint !== undefined // which is sent files as they are
      ? null
      : await objectsToMask(boxes, known.placed, images, request, {
          access: folder,
          signal: io.signal,
        });
  const leakage = await addLeakage(known.placed, images, opened, options, io);
  const writer = createPredictionWriter(
    options.out,
    createAnswerText(given, request.task, known.detection?.frame.sizes),
  );
  const before = [...sourceNotes(ready), ...placeNotes, ...declared.notes];
  const imports = resultImports(truth, read);
  let scoredBytes: OutputSources["scoredBytes"] = null;
  let scoredFeatures: ImageFeatures | null = null;
  const evaluated = async (
    source: PredictionSource,
    notes: readonly ResultListed[],
    bytes: OutputSources["scoredBytes"] = null,
    { features, flipped, masked: ofMasked = null }: FoundWithScores = {},
  ) => {
    scoredBytes = bytes;
    scoredFeatures = features ?? null;
    const engine = ready?.runtime.engine ?? null;
    const masked =
      masking === null || ofMasked === null
        ? null
        : await evaluateMasked(known.placed, prepared, masking, ofMasked, request, {
            ...{ version: io.version, engine, signal: io.signal },
          });
    return evaluateWithChanges(changes, {
      placed: known.placed,
      prepared,
      source: known.ofModel(source),
      request,
      context: {
        version: io.version,
        engine,
        model: ready === null ? null : resultModel(modelFacts(ready)),
        signal: io.signal,
        notes: [
          ...before,
          ...unusedReadings(options, imports),
          ...known.notes,
          ...taxa.notes,
          ...notes,
        ],
        imports,
        onAnswer: writer.write,
        ...(leakage === undefined ? {} : { leakage }),
        ...(pool === null ? {} : { pool }),
        ...(masked === null ? {} : { masked }),
        ...(deployments === null ? {} : { deployments }),
        ...(features === undefined ? {} : { features }),
        ...(flipped === undefined ? {} : { flipped }),
        ...ofImages,
        ...known.context,
        earlier,
      },
    });
  };
  const { source, detection } = known;
  const evaluation =
    ready === null
      ? await evaluated(source!, []) // checkSource: a model or a file
      : await withScores(
          ready,
          {
            ...{ prepared, folder, files, modelLabels, detection, options },
            ...{ beside, identify, openScorer: openScorer ?? lazyScorer },
            masked: masking,
            progress: shows.progress,
            wantsFeatures:
              ofImages.features === undefined &&
              (options.withFeatures === true || wantsFeatures(request)),
          },
          io,
          evaluated,
        );
  // From here on the files of an earlier run give way to those of this one, which ends with its result.
  await setResultAside(options.out);
  await writer.close();
  const { inputs } = evaluation.result;
  const chosen = inputs.notes.find(({ code }) => code === CHOSEN_HERE);
  if (!options.quiet && chosen !== undefined) io.err(`Threshold  ${chosen.what}`);
  if (!options.quiet && inputs.listed.length > images.images - images.file.length) {
    io.err(listedLine(inputs));
  }

  const rule = options.taxonomyRule;
  return {
    evaluation: withRanks(evaluation, rule, decided.map, all.map, modelLabels, taxa),
    sources: {
      options,
      imagesPath,
      truth,
      predictions: read,
      ready,
      names: decided.names,
      named: decided.names === null ? [] : imagesOfMatched(decided.map, placed, images),
      pairs: leakage?.pairs ?? [],
      images,
      opened,
      predictionsPath: writer.path,
      command: shows.command,
      fixedAt,
      scoredBytes,
    },
    placed: known.placed,
    declared: placed.truth.attributes,
    map: decided.map,
    modelLabels,
    detection,
    objects,
    features: ofImages.features ?? scoredFeatures,
    ofModel: known.ofModel,
  };
}

const TRY_GUESSES =
  "Guesses can be written down and tried on labelled images: homeground card --help";
