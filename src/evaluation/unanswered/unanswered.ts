import type { QuestionClusters } from "../../claims/question.js";
import { appendColumn } from "../../core/append-column.js";
import type { Table } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import { namedClass } from "../../metrics/not-available.js";
import {
  type Completion,
  completeOutcomes,
  hasCompletions,
} from "../../metrics/unanswered/complete-outcomes.js";
import type { Outcomes } from "../../outcomes/classification-types.js";
import { selectUnits } from "../../outcomes/select-units.js";
import type { EvaluatedDetections } from "../detection/evaluated-detections.js";
import type { DetectionJoin } from "../detection/join-detections.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";
import { completeDetections, type FoundOnUnanswered } from "./complete-detections.js";
import { type UnansweredImages, unansweredImages } from "./unanswered-images.js";
import { unansweredObjects } from "./unanswered-objects.js";
import { unansweredTruth } from "./unanswered-truth.js";
import {
  clustersLike,
  imageUnits,
  sequenceUnits,
  type UnansweredUnits,
  unitsWithUnanswered,
} from "./unanswered-units.js";

/** What is known of the images around those that have no answer. */
export interface UnansweredBasis {
  readonly images: ImageSet;
  readonly map: TruthMap;
  /** With the clusters of the question. */
  readonly outcomes: EvaluatedOutcomes;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  /** Images of the set that got no answer. */
  readonly unanswered: Int32Array;
  readonly clusters: QuestionClusters | null;
  readonly attributes: Table;
  /** Sequence of each image of the set, then of each whose file is missing; null: units are images. */
  readonly sequence: Int32Array | null;
  /** Wanted by the task detection. */
  readonly detection: DetectionJoin | null;
}

/** The images without an answer, and what they can do to a figure (METHODS-2 A3). */
export interface Unanswered {
  readonly images: number;
  /** Every unit of a completion: its image, its row of the truth and its cluster. */
  readonly units: Pick<UnansweredUnits, "image" | "row"> & { readonly cluster: Int32Array | null };
  /** The outcomes of all units; null where a metric has no worst and no best. */
  complete(reference: MetricReference, side: Completion): EvaluatedOutcomes | null;
  /** Whether no answers could make a metric worse, or better, than its completions. */
  isBounded(reference: MetricReference): boolean;
}

/** Warning of headline figures beside images without an answer, by what these count as. */
export const UNANSWERED_WARNINGS = {
  unknown: "run/unanswered",
  wrong: "run/unanswered-wrong",
} as const;

/** Beyond this share of the images false alarms on them could make a detector's figure far worse. */
const MOST_UNSEEN = 0.05;

/** @returns null where every labelled image has an answer */
export function findUnanswered(basis: UnansweredBasis): Unanswered | null {
  const { images, outcomes } = basis;
  const unanswered = unansweredImages(images, basis.unanswered);
  if (unanswered.file.length === 0) return null;
  return outcomes.kind === "detection"
    ? ofDetections(basis, outcomes, unanswered)
    : ofImages(basis, outcomes, unanswered);
}

function ofImages(
  { images, map, image, clusters, attributes, sequence }: UnansweredBasis,
  outcomes: Outcomes,
  unanswered: UnansweredImages,
): Unanswered {
  const row = image.map((i) => images.row[i]!);
  const units =
    sequence === null
      ? imageUnits(unanswered, image, row)
      : sequenceUnits(images, unanswered, sequence, image);
  const { kept, parts, of } = units;
  const answered = kept === null ? outcomes : selectUnits(outcomes, kept);
  const clustered = clustersLike(clusters, attributes, units.row);
  const isBounded = (reference: MetricReference) => hasCompletions(reference, outcomes.kind);
  return {
    images: units.images,
    units: { image: units.image, row: units.row, cluster: clustered.cluster },
    isBounded,
    complete(reference, side) {
      if (!isBounded(reference)) return null;
      const className = reference.parameters.get("class") ?? null;
      const truth = unansweredTruth(outcomes, parts, map, of, className);
      return { ...completeOutcomes(answered, truth, reference, side), ...clustered };
    },
  };
}

function ofDetections(
  { images, image, clusters, attributes, sequence, detection }: UnansweredBasis,
  outcomes: EvaluatedDetections,
  unanswered: UnansweredImages,
): Unanswered {
  if (detection === null) throw new Error("detection without its objects");
  const row = image.map((i) => images.row[i]!);
  const { unit, units } = unitsWithUnanswered(unanswered, sequence, image, row);
  const clustered = clustersLike(clusters, attributes, units.row);
  const all = {
    unitOfImage: appendColumn(outcomes.unitOfImage, unit),
    ...{ unitCount: units.image.length, ...clustered },
  };
  const known = outcomes.input.imageCount;
  const share = unanswered.file.length / (known + unanswered.file.length);
  const objects = unansweredObjects(detection, unanswered);
  const matched = new Map<string, EvaluatedDetections>();
  return {
    images: unanswered.file.length,
    units: { ...units, cluster: clustered.cluster },
    isBounded: (reference) => presenceSide(reference) !== null || share <= MOST_UNSEEN,
    complete(reference, side) {
      const found = foundFor(reference, side, outcomes);
      const key = JSON.stringify(found);
      const done = matched.get(key) ?? completeDetections(outcomes, objects, found, all);
      matched.set(key, done);
      return done;
    },
  };
}

/** Whether an image is called empty, which objects that are missed can only help, is its own question. */
function foundFor(
  reference: MetricReference,
  side: Completion,
  { classes }: EvaluatedDetections,
): FoundOnUnanswered {
  if (side === "best") return { kind: "all" };
  if (presenceSide(reference) !== "empty") return { kind: "nothing" };
  return { kind: "something", label: namedClass(reference, classes) ?? 0 };
}

/** Of a metric of whole images, which of them it is about. */
function presenceSide(reference: MetricReference): "with-object" | "empty" | null {
  const { detections } = metricOf(reference);
  return detections?.over === "images" ? detections.side : null;
}
