import { OBJECT_FLAG, type ObjectColumns } from "../../core/objects.js";
import { createAnomalyOutcomes } from "../anomaly.js";
import type { AnomalyOutcomes } from "../classification-types.js";
import { type DetectionInput, type DetectionOutcomes, SEARCHED } from "../detection-types.js";

/** Score of a unit without a detection: finite, and below every threshold that is. */
export const NO_DETECTION = -Number.MAX_VALUE;

/** Whether each unit holds an object, and how sure the detector is that it does. */
export interface Presence {
  /**
   * A row a unit of which it is known whether it holds one: anomalous where it does, score the
   * greatest of its detections, {@link NO_DETECTION} without one.
   */
  readonly outcomes: AnomalyOutcomes;
  /** Unit of the detection outcomes behind each row, rising. */
  readonly units: Int32Array;
  /** Score of every unit, known or not. */
  readonly scores: Float64Array;
}

/** What presence takes from detection outcomes: their units and names. */
export type PresenceUnits = Pick<
  DetectionOutcomes,
  "unitCount" | "unit" | "classes" | "cluster" | "clusterCount" | "threshold"
>;

export interface PresenceOptions {
  /** Index of the label that is looked for; null: any object. */
  readonly label: number | null;
  /** Unit of each image; default: the image itself. */
  readonly unitOfImage?: Int32Array;
  /** Least score, one for all labels or one a label; default: the outcomes' own. */
  readonly threshold?: number | Float64Array | null;
}

/**
 * Detections and objects of each unit as outcomes of one question, *does it hold one?*, whatever the
 * overlaps. A crowd is an object. Units of which it is not known are left out: those whose only
 * objects are flagged as ignored, and those where the label was not, or only partly, looked for and
 * no object is annotated.
 *
 * For any object with thresholds that differ by label, the score is that above the label's
 * threshold, and 0 is the operating point.
 */
export function presenceOutcomes(
  input: DetectionInput,
  units: PresenceUnits,
  options: PresenceOptions,
): Presence {
  const { label, unitOfImage = null } = options;
  const threshold = options.threshold ?? units.threshold;
  const margins = label === null && typeof threshold === "object" ? threshold : null;
  const scores = unitScores(input, units.unitCount, label, unitOfImage, margins);
  const states = unitStates(input, units.unitCount, label, unitOfImage);
  let known = 0;
  const kept = new Int32Array(units.unitCount);
  for (let i = 0; i < kept.length; i++) if (states[i] !== STATE.unknown) kept[known++] = i;
  const rows = kept.slice(0, known);
  const { cluster, clusterCount } = units;
  const name = label === null ? null : (units.classes[label] ?? "object");
  return {
    outcomes: createAnomalyOutcomes({
      truth: Uint8Array.from(rows, (i) => (states[i] === STATE.present ? 1 : 0)),
      score: Float64Array.from(rows, (i) => scores[i]!),
      classes: name === null ? ["empty", "not empty"] : [`no ${name}`, name],
      threshold: labelThreshold(threshold, label),
      unit: units.unit,
      cluster: cluster === null ? null : rows.map((i) => cluster[i]!),
      clusterCount,
    }),
    units: rows,
    scores,
  };
}

function labelThreshold(threshold: number | Float64Array | null, label: number | null) {
  if (threshold === null || typeof threshold === "number") return threshold;
  return label === null ? 0 : (threshold[label] ?? null);
}

const STATE = { absent: 0, unknown: 1, present: 2 } as const;

function unitScores(
  { detections, labelCount }: DetectionInput,
  unitCount: number,
  label: number | null,
  unitOfImage: Int32Array | null,
  margins: Float64Array | null,
): Float64Array {
  const scores = new Float64Array(unitCount).fill(NO_DETECTION);
  visitRows(detections, labelCount, label, (row) => {
    const image = detections.image[row]!;
    const unit = unitOfImage === null ? image : unitOfImage[image]!;
    const score = detections.score[row]! - (margins?.[detections.label[row]!] ?? 0);
    if (score > scores[unit]!) scores[unit] = score;
  });
  return scores;
}

function unitStates(
  { truth, imageCount, labelCount, searched }: DetectionInput,
  unitCount: number,
  label: number | null,
  unitOfImage: Int32Array | null,
): Uint8Array {
  const states = new Uint8Array(unitCount);
  const raise = (image: number, state: number): void => {
    const unit = unitOfImage === null ? image : unitOfImage[image]!;
    if (state > states[unit]!) states[unit] = state;
  };
  if (searched !== null) {
    for (let image = 0; image < imageCount; image++) {
      const from = image * labelCount + (label ?? 0);
      const to = label === null ? from + labelCount : from + 1;
      for (let at = from; at < to; at++) {
        if (searched[at] !== SEARCHED.wholly) raise(image, STATE.unknown);
      }
    }
  }
  visitRows(truth, labelCount, label, (row) => {
    const isIgnored = truth.flags[row] === OBJECT_FLAG.ignored;
    raise(truth.image[row]!, isIgnored ? STATE.unknown : STATE.present);
  });
  return states;
}

/** Rows of a label, or (null) of all. */
function visitRows(
  objects: ObjectColumns,
  labelCount: number,
  label: number | null,
  visit: (row: number) => void,
): void {
  if (label === null) {
    for (let row = 0; row < objects.count; row++) visit(row);
    return;
  }
  const { start, order } = rowsByLabel(objects, labelCount);
  for (let at = start[label]!; at < start[label + 1]!; at++) visit(order[at]!);
}

interface LabelRows {
  readonly start: Int32Array;
  readonly order: Int32Array;
}

const grouped = new WeakMap<ObjectColumns, LabelRows>();

/** Rows grouped by label, once for the same columns: a thousand labels cost little more than one. */
function rowsByLabel(objects: ObjectColumns, labelCount: number): LabelRows {
  const known = grouped.get(objects);
  if (known !== undefined) return known;
  const start = new Int32Array(labelCount + 1);
  for (let row = 0; row < objects.count; row++) start[objects.label[row]! + 1]! += 1;
  for (let k = 0; k < labelCount; k++) start[k + 1]! += start[k]!;
  const next = start.slice();
  const order = new Int32Array(objects.count);
  for (let row = 0; row < objects.count; row++) order[next[objects.label[row]!]!++] = row;
  const made = { start, order };
  grouped.set(objects, made);
  return made;
}
