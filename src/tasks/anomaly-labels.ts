import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Sentence } from "../core/sentence.js";
import { WAY } from "../core/ways.js";
import type { LabelMap } from "../models/label-map.js";

/** Classes of the anomaly task; the second is the one that is looked for. */
export const ANOMALY_CLASSES = ["normal", "anomalous"] as const;

/** Names of normal and anomalous units: the second is that of the label that is looked for. */
export function anomalyClasses(positive: string | null): readonly [string, string] {
  const [normal, anomalous] = ANOMALY_CLASSES;
  return [normal, positive === null || positive === normal ? anomalous : positive];
}

/** Names that a label for "nothing wrong" usually has. */
const NORMAL = [
  "normal",
  "good",
  "ok",
  "okay",
  "healthy",
  "negative",
  "no defect",
  "none",
  "empty",
];

/**
 * Which labels of the ground truth are anomalous: the one that `--positive` names against all
 * others; else all but one that is called normal, good and the like.
 *
 * @throws HomegroundError `labels/no-positive`
 */
export function anomalyTargets(labels: readonly string[], positive: string | null): LabelMap {
  const [normal, anomalous] = ANOMALY_CLASSES;
  if (positive !== null && !labels.includes(positive)) {
    const near = nearestName(positive, labels);
    throw noPositive(
      `no image has the label ${JSON.stringify(positive)}`,
      near === null ? `Name one of: ${labels.slice(0, 12).join(", ")}` : `Did you mean ${near}?`,
    );
  }
  const normals = labels.filter((label) => NORMAL.includes(label.trim().toLowerCase()));
  if (positive === null && normals.length !== 1) {
    throw noPositive(
      `it is not clear which of the labels ${labels.slice(0, 8).join(", ")} is the anomaly`,
      {
        command: "Name it with --positive LABEL",
        app: "Call the ordinary images “normal” in the labels, and only them",
      },
    );
  }
  const isAnomalous = (label: string): boolean =>
    positive === null ? !normals.includes(label) : label === positive;
  return new Map(
    labels.map((label) => [
      label,
      { kind: "model-labels", labels: [isAnomalous(label) ? anomalous : normal] },
    ]),
  );
}

function noPositive(what: string, fix: Sentence): HomegroundError {
  return new HomegroundError("labels/no-positive", { what, where: WAY.positive, fix });
}
