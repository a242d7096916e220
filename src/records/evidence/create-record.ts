import { recordOverlap } from "../../analyses/leakage/record-overlap.js";
import { statesTimes } from "../../dataset/attributes/read-attributes.js";
import { formatLabelMap, type LabelMap } from "../../models/label-map.js";
import { CARD_GUESS } from "../../reports/words/card-guess.js";
import type { ResultModel } from "../../results/result.js";
import type { KeypointJoin } from "../../tasks/detection/keypoint-join.js";
import { taskOf } from "../../tasks/registry.js";
import { secretId } from "../record/hmac.js";
import { sealRecord, type UnsealedRecord } from "../record/identity.js";
import { SCORED } from "../record/manifest.js";
import type { RecordFiles, RecordModel, RecordSettings } from "../record/record-types.js";
import { trainingDomain } from "../record/training-domain.js";
import type { CreatedRecord, CreatePorts, RecordSource, RecordWishes } from "./create-types.js";
import { type Fingerprints, fingerprintImages } from "./fingerprints.js";
import { type HeldPredictions, thresholdRank } from "./held-predictions.js";
import { fullLines, recordPath } from "./manifest-lines.js";
import { predictedSizes, trueMasks } from "./manifest-masks.js";
import { manifestObjects } from "./manifest-objects.js";
import type { SizeOfMask } from "./mask-rows.js";
import { figuresHere, provenFigures, REPORT } from "./proven-figures.js";
import { heldFor, hiddenPredictions, openPredictions } from "./publish-predictions.js";
import { type PublishedOrder, publishedLines, publishedOrder } from "./published-lines.js";
import { originsOfKnown, type PublicAttributes, publicAttributes } from "./record-attributes.js";
import { writeManifest } from "./record-evidence.js";
import { writeFeatures } from "./record-features.js";
import { type RecordImages, recordImages } from "./record-images.js";
import { cannotRecord, predictionsName, readPredictions } from "./record-predictions.js";
import { type JointSettings, requestOf, settingsOf } from "./record-settings.js";
import { checkScoredBytes } from "./scored-bytes.js";

/**
 * Makes a record from an evaluation: hashes its images, writes the manifest and the predictions, and
 * computes every figure once more from what is published, so that whoever has the files gets the
 * same.
 *
 * @throws HomegroundError `record/predictions` for what a record cannot hold,
 *   `record/changed-since-scored` where an image has other bytes than the model was given,
 *   `output/not-written`
 */
export async function createRecord(
  source: RecordSource,
  wishes: RecordWishes,
  ports: CreatePorts,
): Promise<CreatedRecord> {
  const { evaluation, placed, set } = source;
  const { request, result } = evaluation;
  if (source.detection?.truth.regions.searched !== undefined) {
    throw cannotRecord(
      "the annotations say for each image which labels were looked for, which a record cannot state yet",
      "Make a record of annotations in which every label was looked for on every image",
    );
  }
  const images = recordImages(placed, set, result.inputs.listed, SCORED);
  const found = await hashImages(source, images, ports);
  checkScoredBytes(source, images, found);
  const told = publicAttributes(placed.truth.attributes, found.measured.keys(), wishes.stated);
  const isLeft = (name: string): boolean => told.reasons.has(name);
  const measured = new Map([...found.measured].filter(([name]) => !isLeft(name)));
  const prints: Fingerprints = { ...found, measured };
  await ports.onColumns?.({
    told: [...new Set([...told.columns.keys(), ...measured.keys()])].sort(),
    leftOut: told.reasons,
  });
  const order = publishedOrder(images, prints, wishes.secret, ports.createDigest);
  const names = images.name.slice(0, images.scored).map(recordPath);
  const masks = trueMasks(placed, set, images, request);
  const sizeOf: SizeOfMask = async (image) => {
    const { size } = (await masks?.read(image, null)) ?? {};
    return size === undefined ? null : { widthPx: size[0], heightPx: size[1] };
  };
  const held = wishes.secret === null ? null : await heldFor(source, names, result.task, sizeOf);
  const settings = settingsHere(source, wishes, { told, prints, order, held });
  const terms = { task: result.task, unit: result.unit, seed: result.seed, settings };
  const again = requestOf(terms);
  if (typeof again === "string") throw cannotRecord(again, REPORT);

  const lineOf = linesOf(source, wishes, { images, prints, told });
  const sizes =
    masks === null
      ? []
      : await predictedSizes(
          held ?? written(names, source, result.task, sizeOf, ports),
          names.length,
        );
  const manifest = await writeManifest(
    order,
    masks === null
      ? lineOf
      : async (image) => {
          const line = lineOf(image);
          if (image >= images.scored) return line;
          return { ...line, mask: await masks.read(image, sizes[image] ?? null) };
        },
    wishes.secret === null
      ? null
      : publishedLines(wishes.secret, ports.createDigest, wishes.outcomes === "scores"),
    again,
    images.scored,
    ports,
  );
  const answers =
    held === null
      ? await openPredictions(source, manifest, result.task, ports)
      : await hiddenPredictions(held, manifest, order, request, wishes, ports);
  const figures = await figuresHere(source, { manifest, answers, again, settings, request }, ports);
  const { output } = ports;
  const featured = wishes.secret === null ? await featuresHere(source, images, output) : null;
  const files: RecordFiles = {
    manifest: manifest.file,
    predictions: answers.predictions,
    outcomes: answers.outcomes,
    card: source.card === null ? null : await output.write("card.json", [source.card]),
    labelMap: needsMap(source.map)
      ? await output.write("label-map.json", [formatLabelMap(source.map)])
      : null,
    ...(featured === null ? {} : { features: featured.file }),
  };
  const unsealed: UnsealedRecord = {
    ...statedPart(source, wishes, images),
    ...trainingPart(wishes, manifest.file.sha256, ports),
    ...terms,
    files,
    ...(featured === null ? {} : { features: featured.features }),
    hashes:
      wishes.secret === null
        ? { algorithm: "sha256", keyId: null }
        : { algorithm: "hmac-sha256", keyId: secretId(wishes.secret, ports.createDigest) },
    ...(await provenFigures(figures, { source, files, manifest, again, settings }, ports)),
  };
  const onDisk: { path: string; name: string; sha256: string }[] = [];
  for (const [i, name] of images.name.entries()) {
    const sha256 = prints.bytes(i);
    if (sha256 === null) continue;
    onDisk.push({ path: placed.files[images.found[i]!]!.path, name: recordPath(name), sha256 });
  }
  return {
    record: sealRecord(unsealed, ports.createDigest),
    leftOut: told.reasons,
    unhashed: images.name.length - onDisk.length,
    onDisk,
  };
}

function featuresHere(
  { features, set, evaluation }: RecordSource,
  { name, scored }: RecordImages,
  output: CreatePorts["output"],
) {
  if (features == null) return null;
  const rowOf = new Map(set.file.map((file, row) => [file, row] as const));
  const own = name.slice(0, scored);
  return writeFeatures(features, own.map(recordPath), (image) => rowOf.get(own[image]!) ?? -1, {
    seed: evaluation.result.seed,
    output,
  });
}

/** The predictions with names, before there is a manifest. */
function written(
  names: readonly string[],
  { labels }: RecordSource,
  task: string,
  sizeOf: SizeOfMask,
  { output }: CreatePorts,
) {
  const path = predictionsName(task);
  return readPredictions(output.access.stream(path), path, names, labels, task, sizeOf);
}

function hashImages(
  { placed, access }: RecordSource,
  images: RecordImages,
  { decoder, createDigest, signal, onProgress }: CreatePorts,
): Promise<Fingerprints> {
  const paths = Array.from(images.found, (file) => (file < 0 ? null : placed.files[file]!.path));
  return fingerprintImages(paths, {
    access,
    decoder,
    createDigest,
    signal,
    haveHours: statesTimes(placed.truth.attributes),
    onProgress: (done, total) => onProgress?.("hashing", done, total),
  });
}

function linesOf(
  { placed, set, detection, evaluation }: RecordSource,
  { stated, images: where }: RecordWishes,
  {
    images,
    prints,
    told,
  }: {
    readonly images: RecordImages;
    readonly prints: Fingerprints;
    readonly told: PublicAttributes;
  },
) {
  const sizes = detection?.join.frame.sizes ?? null;
  const placeOf = new Map(sizes === null ? [] : set.file.map((name, i) => [name, i] as const));
  return fullLines({
    placed,
    set,
    images,
    prints,
    stated,
    attributes: told.columns,
    request: evaluation.request,
    baseUrl: typeof where === "object" ? where.address : null,
    objectsOf:
      detection === null
        ? null
        : manifestObjects({ ...detection.truth, frame: detection.join.frame, set, images }),
    sizeOf(name) {
      const width = sizes?.widthPx[placeOf.get(name) ?? -1] ?? Number.NaN;
      const height = sizes?.heightPx[placeOf.get(name) ?? -1] ?? Number.NaN;
      return width > 0 && height > 0 ? { width, height } : null;
    },
  });
}

function settingsHere(
  { evaluation, declared, detection, scoredBytes }: RecordSource,
  { images, outcomes, secret, said }: RecordWishes,
  {
    told,
    prints,
    order,
    held,
  }: {
    readonly told: PublicAttributes;
    readonly prints: Fingerprints;
    readonly order: PublishedOrder;
    readonly held: HeldPredictions | null;
  },
): RecordSettings {
  const { request, question, claims } = evaluation;
  const { threshold } = request;
  // What was claimed is asked for: its figure belongs to the record.
  const metrics = [...new Set([...claims.map(({ metric }) => metric), ...request.metrics])];
  return settingsOf(
    { ...request, metrics },
    {
      order: order.kind,
      images: typeof images === "object" ? "address" : images,
      imageBytes: scoredBytes === null ? "found" : "scored",
      outcomes: secret === null ? null : outcomes,
      rankThreshold:
        held === null || threshold === null || taskOf(request.task).prediction !== "one-score"
          ? null
          : thresholdRank(held.scores, threshold),
      detection:
        detection === null
          ? null
          : {
              operatingPoint: detection.join.threshold,
              thresholdFor: detection.thresholdFor,
              boxUnit: detection.join.frame.unit,
              joints: jointsOf(detection.join.keypoints ?? null),
              stuff: [...(detection.truth.regions.stuff ?? [])].sort(),
            },
      stripped: told.stripped,
      origins: originsOfKnown(declared, [...told.columns.keys(), ...prints.measured.keys()]),
      clustersNotUsed: question.notUsed.map(({ attribute }) => attribute),
      guessedCard: evaluation.result.model?.guessed ?? [],
      said,
    },
  );
}

function jointsOf(keypoints: KeypointJoin | null): JointSettings | null {
  return keypoints?.joints.names.map((name, k) => [name, keypoints.sigmas[k]!]) ?? null;
}

/** The salt is the manifest's hash: no other record has it, and the same record made again has the same. */
function trainingPart(
  { stated: { training }, openness }: RecordWishes,
  salt: string,
  { createDigest }: CreatePorts,
): Pick<UnsealedRecord, "training"> {
  if (training === null) return {};
  const told = trainingDomain(training, openness === "open", salt, createDigest);
  return told === null ? {} : { training: told };
}

function statedPart(
  { evaluation: { result }, model, labels }: RecordSource,
  { state, openness, stated, previous }: RecordWishes,
  images: RecordImages,
) {
  const reasons: Record<string, number> = {};
  for (const { code } of result.inputs.listed) reasons[code] = (reasons[code] ?? 0) + 1;
  const own: RecordModel = {
    ...model,
    labels: labels.names,
    trainingCounts: stated.trainingCounts,
  };
  const title = `${model.name}: ${result.task} on ${images.scored} images`;
  return {
    schema: "homeground.record/1",
    state,
    openness,
    model: own,
    title: stated.title ?? title,
    version: (previous?.version ?? 0) + 1,
    previous: previous?.id ?? null,
    software: result.software,
    counts: {
      images: images.name.length,
      scored: images.scored,
      listed: images.name.length - images.scored,
      reasons,
    },
    facts: stated.facts,
    construct: stated.construct,
    scope: stated.scope,
    caveats: [
      ...stated.caveats.map((words) => ({ words, by: "author" as const })),
      ...guessCaveat(result.model).map((words) => ({ words, by: "check" as const })),
    ],
    overlap: recordOverlap(result, openness === "open" ? recordPath : null),
  } as const;
}

/** Whether a label map says more than equal names do. */
function needsMap(map: LabelMap): boolean {
  return [...map].some(
    ([label, target]) =>
      target.kind !== "model-labels" || target.labels.length !== 1 || target.labels[0] !== label,
  );
}

/** Who reads a record must know that its figures rest on a guess. */
function guessCaveat(model: ResultModel | null): string[] {
  const guessed = model?.guessed ?? [];
  return guessed.length === 0 ? [] : [CARD_GUESS.caveat({ fields: guessed.join(", ") })];
}
