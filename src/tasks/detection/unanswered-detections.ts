import { appendColumn } from "../../core/append-column.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import { namedClass } from "../../metrics/not-available.js";
import type { Completion } from "../../metrics/unanswered/complete-outcomes.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import type { Unanswered, UnansweredBasis } from "../unanswered/unanswered.js";
import type { UnansweredImages } from "../unanswered/unanswered-images.js";
import { clustersLike, unitsWithUnanswered } from "../unanswered/unanswered-units.js";
import { completeDetections, type FoundOnUnanswered } from "./complete-detections.js";
import { unansweredObjects } from "./unanswered-objects.js";

/** Beyond this share of the images false alarms on them could make a detector's figure far worse. */
const MOST_UNSEEN = 0.05;

/** What images without a prediction can do to a figure of detections. */
export function unansweredDetections(
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
    unitCount: units.image.length,
    ...clustered,
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
