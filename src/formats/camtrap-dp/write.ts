import { cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import { baseName, extensionOf } from "../file-access.js";
import { TRUTH_STATE } from "../import-types.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import type { ObjectSet } from "../objects/object-set.js";
import { inPieces, safePath, type WrittenFile } from "../objects/written-files.js";

const DEPLOYMENTS = ["deploymentID", "latitude", "longitude", "deploymentStart", "deploymentEnd"];
const MEDIA = [
  "mediaID",
  "deploymentID",
  "timestamp",
  "filePath",
  "filePublic",
  "fileName",
  "fileMediatype",
];
const OBSERVATIONS = [
  "observationID",
  "deploymentID",
  "mediaID",
  "eventStart",
  "eventEnd",
  "observationLevel",
  "observationType",
  "scientificName",
  "bboxX",
  "bboxY",
  "bboxWidth",
  "bboxHeight",
  "classificationMethod",
  "classificationProbability",
];
/** Types of observation that are written for labels of that name. */
const TYPES: ReadonlySet<string> = new Set(["animal", "human", "vehicle"]);

/**
 * Camtrap DP: observations of media with their boxes, and the tables of media and deployments that
 * they refer to. What an observation is follows from its label: human, vehicle and animal
 * are types of observation, every other label is a scientific name. Coordinates and times that the
 * source does not say stay blank, so the package is not valid before they are filled in.
 */
export function* camtrapFiles(set: ObjectSet): Generator<WrittenFile> {
  const names = ["deployments", "media", "observations"];
  const resources = names.map((name) => ({
    name,
    path: `${name}.csv`,
    profile: "tabular-data-resource",
    schema: `https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0/${name}-table-schema.json`,
  }));
  const profile = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0/camtrap-dp-profile.json";
  yield {
    path: "datapackage.json",
    pieces: [`${JSON.stringify({ profile, resources }, null, 1)}\n`],
  };
  yield { path: "deployments.csv", pieces: inPieces(deployments(set)) };
  yield { path: "media.csv", pieces: inPieces(media(set)) };
  yield { path: "observations.csv", pieces: inPieces(observations(set)) };
}

/** Counts what the standard requires and the source does not say. */
export function countMissingFields(set: ObjectSet, losses: LossCounter): void {
  const fields: [field: string, attribute: string | null][] = [
    ["latitude and longitude of deployments", null],
    ["deploymentStart and deploymentEnd", null],
    ["deploymentID", "camera_placement"],
    ["timestamp, eventStart and eventEnd", "timestamp"],
  ];
  for (const [field, attribute] of fields) {
    if (attribute !== null && columnOf(set, attribute) !== undefined) continue;
    const words = `things that Camtrap DP requires stay blank or are made up of one value`;
    losses.add("convert/incomplete", words, field);
  }
}

/**
 * Counts labels of whole images that have objects: an observation without a box beside others says that
 * something was seen there and not marked.
 */
export function countLabelsBesideBoxes(set: ObjectSet, losses: LossCounter): void {
  for (let image = 0; image < set.imageCount; image++) {
    if (!hasObjects(set, image)) continue;
    for (let k = set.imageLabelStart[image]!; k < set.imageLabelStart[image + 1]!; k++) {
      const words =
        "labels of whole images are left out where objects are marked: Camtrap DP would say that something there is not marked";
      losses.add("convert/image-labels", words, set.file[image]!);
    }
  }
}

function hasObjects(set: ObjectSet, image: number): boolean {
  return set.objectStart[image + 1]! > set.objectStart[image]!;
}

/** An attribute by the names that readers here give it. */
function columnOf(set: ObjectSet, attribute: string) {
  const { columns } = set.attributes;
  if (attribute === "camera_placement") {
    return columns.get("camera_placement") ?? columns.get("location");
  }
  return columns.get("timestamp") ?? columns.get("datetime");
}

/** Placement of the camera of each image; one for all where it is not said. */
function placements(set: ObjectSet): (image: number) => string {
  const column = columnOf(set, "camera_placement");
  return (image) => (column === undefined ? null : cellText(column, image)) ?? "unknown";
}

function* deployments(set: ObjectSet): Generator<string> {
  yield formatCsvRow(DEPLOYMENTS);
  const placementOf = placements(set);
  const seen = new Set<string>();
  for (let image = 0; image < set.imageCount; image++) {
    const placement = placementOf(image);
    if (seen.has(placement)) continue;
    seen.add(placement);
    yield formatCsvRow([placement, null, null, null, null]);
  }
}

function* media(set: ObjectSet): Generator<string> {
  yield formatCsvRow(MEDIA);
  const placementOf = placements(set);
  const time = columnOf(set, "timestamp");
  for (let image = 0; image < set.imageCount; image++) {
    const file = safePath(set.file[image]!);
    const stamp = time === undefined ? null : cellText(time, image);
    const type = extensionOf(file) === "png" ? "image/png" : "image/jpeg";
    yield formatCsvRow([
      mediaId(image),
      placementOf(image),
      stamp,
      file,
      "false",
      baseName(file),
      type,
    ]);
  }
}

function mediaId(image: number): string {
  return `m${image + 1}`;
}

function* observations(set: ObjectSet): Generator<string> {
  yield formatCsvRow(OBSERVATIONS);
  const placementOf = placements(set);
  const time = columnOf(set, "timestamp");
  const method = set.kind === "truth" ? "human" : "machine";
  let number = 0;
  for (let image = 0; image < set.imageCount; image++) {
    const stamp = time === undefined ? null : cellText(time, image);
    const start = (): CsvCell[] => [
      `o${++number}`,
      placementOf(image),
      mediaId(image),
      stamp,
      stamp,
      "media",
    ];
    const noBox = [null, null, null, null];
    const before = number;
    const labelEnd = hasObjects(set, image) ? 0 : set.imageLabelStart[image + 1]!;
    for (let k = set.imageLabelStart[image]!; k < labelEnd; k++) {
      const label = set.labelNames[set.imageLabels[k]!] ?? "";
      yield formatCsvRow([...start(), ...typeAndName(label), ...noBox, method, null]);
    }
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const label = set.labelNames[set.objects.label[i]!] ?? "";
      const box = [...set.objects.box.subarray(4 * i, 4 * i + 4)];
      const score = set.score?.[i] ?? null;
      yield formatCsvRow([...start(), ...typeAndName(label), ...box, method, score]);
    }
    if (number === before && set.state[image] === TRUTH_STATE.empty) {
      yield formatCsvRow([...start(), "blank", null, ...noBox, method, null]);
    }
  }
}

function typeAndName(label: string): [type: string, name: string | null] {
  if (TYPES.has(label)) return [label, null];
  return [label === "Homo sapiens" ? "human" : "animal", label];
}
