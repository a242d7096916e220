import { HomegroundError } from "../../core/errors.js";
import { createCategoricalBuilder } from "../../core/table.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { type ImagePredictions, type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import { checkLabels } from "../label-checks.js";
import { createTruthBuilder, type TruthBuilder } from "../truth-builder.js";
import { DETAIL_FIELDS, PLACEMENT_FIELDS, POSITION_FIELDS } from "./fields.js";
import {
  BLANK,
  type CamtrapPackage,
  type MediaImage,
  noteUnnamed,
  observationIsOfEvent,
  observationLabels,
  packageText,
  readPackage,
} from "./package.js";

/**
 * Reads image-level ground truth from a Camtrap DP package: what people observed in each image.
 *
 * Observations of media are taken; those of whole events only if there is none of media, and then
 * for every image between start and end of the event, or of its sequence in packages of 0.1, which is
 * listed. Animals are called by their scientific name, `human` and `vehicle` by that word; `blank` is
 * *empty*, unless something `unclassified` or `unknown` was seen as well: such images and those without
 * an observation are *unlabelled*. Observations that a
 * machine made are predictions and left out ({@link readCamtrapDpPredictions}).
 *
 * Media that are not images are left out. A deployment is called a camera placement.
 *
 * Source: camtrap-dp.tdwg.org 1.0, tables deployments, media and observations.
 *
 * @param path of `datapackage.json`
 * @throws HomegroundError as `readPackage`
 */
export async function readCamtrapDpTruth(access: FileAccess, path: string): Promise<ImageTruth> {
  return labelsOfPackage(await readPackage(access, path), path);
}

/** {@link readCamtrapDpTruth} of tables that are read. */
export function labelsOfPackage(tables: CamtrapPackage, path: string): ImageTruth {
  const problems = createProblemList();
  const builder = createTruthBuilder(true);
  const columns = createRecordColumns();
  const setAttributes = attributeSetter(columns, tables);
  for (const [row, image] of tables.images.entries()) {
    builder.add(image.file, [], TRUTH_STATE.unlabelled, image.line, row);
    setAttributes(row, image);
  }
  const { observations } = tables;
  const isOfEvent = observationIsOfEvent(observations);
  const method = packageText(observations, "classificationMethod");
  let fromMachine = 0;
  let ofMedia = 0;
  let ofEvents = 0;
  for (let row = 0; row < observations.table.rowCount; row++) {
    if (method(row) === "machine") fromMachine++;
    else if (isOfEvent(row)) ofEvents++;
    else ofMedia++;
  }
  const useEvents = ofMedia === 0 && ofEvents > 0;
  addObservations(tables, builder, columns, useEvents, path, problems);
  if (fromMachine > 0) {
    const what = `${fromMachine} observations were made by a machine; they are no ground truth`;
    problems.add("labels/machine", what, path);
  }
  if (useEvents) {
    const what = `${ofEvents} observations are of events or sequences; each image of one gets its labels`;
    problems.add("annotations/sequence-level", what, path);
  } else if (ofEvents > 0) {
    const what = `${ofEvents} observations are of events and were left out; those of media are taken`;
    problems.add("labels/event-level", what, path);
  }
  const built = builder.finish();
  checkLabels(built.labelNames, path, problems);
  return {
    format: { id: "camtrap-dp", reason: "a data package with deployments, media and observations" },
    source: path,
    ...built,
    attributes: builder.attributes(columns.finish(built.rowCount)),
    unwritten: POSITION_FIELDS,
    otherFiles: [],
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["label", "observations: observationType and scientificName"],
    ]),
    problems: [...tables.problems, ...problems.finish()],
    notRead: tables.notRead,
  };
}

/**
 * Reads the observations that a machine made as predictions: of each image the one with the highest
 * probability.
 *
 * @throws HomegroundError as {@link readCamtrapDpTruth}; `predictions/empty` when there is none
 */
export async function readCamtrapDpPredictions(
  access: FileAccess,
  path: string,
): Promise<ImagePredictions> {
  const tables = await readPackage(access, path);
  const { observations, images, imageOf } = tables;
  const method = packageText(observations, "classificationMethod");
  const mediaId = packageText(observations, "mediaID");
  const probability = packageText(observations, "classificationProbability");
  const best = new Map<number, { row: number; score: number }>();
  for (let row = 0; row < observations.table.rowCount; row++) {
    const image = imageOf.get(mediaId(row) ?? "");
    if (method(row) !== "machine" || image === undefined) continue;
    const score = Number(probability(row) ?? Number.NaN);
    const known = best.get(image);
    if (known === undefined || score > known.score) best.set(image, { row, score });
  }
  if (best.size === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no observation of an image was made by a machine",
      where: path,
      fix: "Give a package with observations whose classificationMethod is machine",
    });
  }
  const rows = [...best].sort(([a], [b]) => a - b);
  const labelOf = observationLabels(observations);
  const predictions = createCategoricalBuilder();
  for (const [, { row }] of rows) {
    const label = labelOf(row);
    predictions.add(label === BLANK ? "empty" : label);
  }
  const rowCount = rows.length;
  return {
    format: { id: "camtrap-dp", reason: "a data package with observations made by a machine" },
    source: path,
    rowCount,
    file: rows.map(([image]) => images[image]!.file),
    predicted: predictions.finish(),
    scoreLabels: [],
    scores: new Float64Array(),
    line: Int32Array.from(rows, ([, { row }]) => observations.line[row]!),
    attributes: { rowCount, columns: new Map() },
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["predicted", "observations: observationType and scientificName"],
    ]),
    problems: tables.problems,
    notRead: tables.notRead,
    predictedScore: Float64Array.from(rows, ([, { score }]) => score),
  };
}

function attributeSetter(
  columns: ReturnType<typeof createRecordColumns>,
  { media, deployments, rowOfPlacement }: CamtrapPackage,
): (row: number, image: MediaImage) => void {
  const timestamp = packageText(media, "timestamp");
  const captureMethod = packageText(media, "captureMethod");
  const fields = PLACEMENT_FIELDS.map(
    ([field, attribute]) => [attribute, packageText(deployments, field)] as const,
  );
  const positions = POSITION_FIELDS.map(
    (field) => [field, packageText(deployments, field)] as const,
  );
  return (row, image) => {
    columns.set(row, "camera_placement", image.placement ?? undefined);
    columns.set(row, "timestamp", timestamp(image.row) ?? undefined);
    columns.set(row, "capture_method", captureMethod(image.row) ?? undefined);
    const placement = rowOfPlacement.get(image.placement ?? "");
    if (placement === undefined) return;
    for (const [attribute, cell] of fields)
      columns.set(row, attribute, cell(placement) ?? undefined);
    for (const [attribute, cell] of positions) {
      const degrees = Number(cell(placement) ?? Number.NaN);
      columns.set(row, attribute, Number.isFinite(degrees) ? degrees : undefined);
    }
  };
}

function addObservations(
  { observations, images, imageOf }: CamtrapPackage,
  builder: TruthBuilder,
  columns: ReturnType<typeof createRecordColumns>,
  useEvents: boolean,
  path: string,
  problems: ProblemList,
): void {
  const isOfEvent = observationIsOfEvent(observations);
  const [method, mediaId, sequenceId, eventId, placement, from, to] = [
    "classificationMethod",
    "mediaID",
    "sequenceID",
    "eventID",
    "deploymentID",
    "eventStart",
    "eventEnd",
  ].map((name) => packageText(observations, name));
  const labelOf = observationLabels(observations);
  const said = new Map<number, Set<string>>();
  /** Images in which something was seen that nobody could name. */
  const unclear = new Set<number>();
  const byPlacement = groupImages(images, ({ placement }) => placement ?? "");
  const bySequence = groupImages(images, ({ sequence }) => sequence ?? "");
  const details = createDetails(observations, columns);
  const imagesOfRow = (row: number): readonly number[] => {
    const isEvent = isOfEvent(row);
    if (isEvent !== useEvents) return [];
    if (!isEvent) {
      const image = imageOf.get(mediaId?.(row) ?? "");
      return image === undefined ? [] : [image];
    }
    const sequence = sequenceId?.(row) ?? null;
    if (sequence !== null) return bySequence.get(sequence) ?? [];
    const start = Date.parse(from?.(row) ?? "");
    const end = Date.parse(to?.(row) ?? "");
    const near = byPlacement.get(placement?.(row) ?? "") ?? [];
    return near.filter((i) => images[i]!.timeMs >= start && images[i]!.timeMs <= end);
  };
  let lost = 0;
  let unnamed = 0;
  for (let row = 0; row < observations.table.rowCount; row++) {
    if (method?.(row) === "machine") continue;
    const label = labelOf(row);
    const shown = imagesOfRow(row);
    if (shown.length === 0 && isOfEvent(row) === useEvents) lost++;
    else if (shown.length > 0 && label === null) unnamed++;
    for (const image of shown) {
      columns.set(image, "event", eventId?.(row) ?? undefined);
      if (useEvents) columns.set(image, "label_level", "sequence");
      if (!useEvents) details.add(image, row);
      const set = said.get(image) ?? new Set<string>();
      said.set(image, label === null ? set : set.add(label));
      if (label === null) unclear.add(image);
    }
  }
  details.finish();
  for (const [image, labels] of said) {
    const { file, line } = images[image]!;
    const isBlank = labels.delete(BLANK);
    if (labels.size === 0 && unclear.has(image)) continue;
    if (isBlank && labels.size > 0) {
      const what = `${file} is called blank and has labels; the labels are taken`;
      problems.add("labels/disagree", what, path);
    }
    const state = labels.size > 0 ? TRUTH_STATE.labelled : TRUTH_STATE.empty;
    builder.add(file, [...labels], state, line);
  }
  noteUnnamed(unnamed, path, problems);
  if (lost > 0) {
    const what = `${lost} observations belong to no image of the package`;
    problems.add("annotations/unknown-image", what, path);
  }
}

function groupImages(
  images: readonly MediaImage[],
  keyOf: (image: MediaImage) => string,
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, image] of images.entries()) {
    const known = groups.get(keyOf(image));
    if (known === undefined) groups.set(keyOf(image), [i]);
    else known.push(i);
  }
  return groups;
}

/** Numbers of animals and what is said of them, as attributes of their image. */
function createDetails(
  observations: CamtrapPackage["observations"],
  columns: ReturnType<typeof createRecordColumns>,
) {
  const count = packageText(observations, "count");
  const fields = DETAIL_FIELDS.map(
    ([field, attribute]) => [attribute, packageText(observations, field)] as const,
  );
  const counted = new Map<number, number>();
  const said = new Map<string, Map<number, Set<string>>>();
  return {
    add(image: number, row: number): void {
      const times = Number(count(row) ?? Number.NaN);
      if (Number.isFinite(times)) counted.set(image, (counted.get(image) ?? 0) + times);
      for (const [attribute, cell] of fields) {
        const value = cell(row);
        if (value === null) continue;
        const ofImages = said.get(attribute) ?? new Map<number, Set<string>>();
        said.set(attribute, ofImages.set(image, (ofImages.get(image) ?? new Set()).add(value)));
      }
    },
    finish(): void {
      for (const [image, times] of counted) columns.set(image, "count", times);
      for (const [attribute, ofImages] of said) {
        for (const [image, values] of ofImages) {
          columns.set(image, attribute, [...values].join(", "));
        }
      }
    },
  };
}
