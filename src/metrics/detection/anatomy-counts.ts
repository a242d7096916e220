import { ERROR_TYPES, type ErrorAnatomy, NO_ERROR } from "../../outcomes/detection/anatomy.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { createProportionEstimate } from "../estimate-proportion.js";
import type { EstimateDetail } from "../estimate-types.js";
import { type ChosenUnits, createUnitSample } from "../sample.js";
import { totalsOfUnits } from "../share-totals.js";
import type { ObjectBins } from "./object-bins.js";

/** Objects, detections and errors of one bin, weighted. */
export interface ErrorCounts {
  readonly bin: string;
  /** Objects that are to be found, and how many are. */
  readonly objects: number;
  readonly found: number;
  /** Objects not found by type, in the order of `ERROR_TYPES`. */
  readonly unfound: Float64Array;
  /** Detections that count, and how many are right. */
  readonly detections: number;
  readonly right: number;
  /** Wrong detections by type, in the same order. */
  readonly wrong: Float64Array;
  /** found / objects and right / detections, `wilson-cluster` with the unit as smallest cluster. */
  readonly recall: EstimateDetail;
  readonly precision: EstimateDetail;
}

export interface AnatomyCountOptions {
  /** Index of a class (of objects: theirs, of detections: the one answered); null: all. Default null. */
  readonly index?: number | null;
  /** In (0, 1). Default 0.95. */
  readonly level?: number;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
}

/** Counts of one anatomy. */
export interface ErrorTable {
  readonly name: string;
  readonly rows: readonly ErrorCounts[];
  /** Objects and detections of which the bin is not known. */
  readonly unknown: { readonly objects: number; readonly detections: number };
}

/**
 * Objects and detections with their errors, bin by bin. Counts are not causes: a bin with many
 * errors may hold many objects, which is why shares stand beside.
 *
 * @param bins null: all in one bin
 */
export function anatomyCounts(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
  bins: ObjectBins | null,
  options: AnatomyCountOptions = {},
): ErrorTable {
  const { index = null, level = 0.95, weights = null } = options;
  const chosen = createUnitSample(outcomes, weights);
  const names = bins?.bins ?? ["all"];
  const sums = names.map(() => createSums(outcomes.unitCount));
  const unknown = { objects: 0, detections: 0 };
  const weightOf = (unit: number): number => (weights === null ? 1 : weights[unit]!);
  const { detections, truths } = outcomes;

  visit(truths.classStart, index, (row) => {
    if ((truths.counted[row]! & 1) === 0) return;
    const unit = truths.unit[row]!;
    const own = sums[bins === null ? 0 : bins.ofTruth[truths.source[row]!]!];
    if (own === undefined) {
      unknown.objects += weightOf(unit);
      return;
    }
    own.objects[unit]! += 1;
    const type = anatomy.ofTruth[row]!;
    if (type === NO_ERROR) own.found[unit]! += 1;
    else own.unfound[type]! += weightOf(unit);
  });
  const matched = detections.matched[0] ?? new Uint16Array(0);
  visit(detections.classStart, index, (row) => {
    const type = anatomy.ofDetection[row]!;
    const isRight = ((matched[row]! >> anatomy.overlap) & 1) === 1;
    if (type === NO_ERROR && !isRight) return; // neither right nor wrong
    const unit = detections.unit[row]!;
    const own = sums[bins === null ? 0 : bins.ofDetection[detections.source[row]!]!];
    if (own === undefined) {
      unknown.detections += weightOf(unit);
      return;
    }
    own.detections[unit]! += 1;
    if (isRight) own.right[unit]! += 1;
    else own.wrong[type]! += weightOf(unit);
  });

  const rows = names.map((bin, b): ErrorCounts => {
    const own = sums[b]!;
    const total = (values: Float64Array) =>
      values.reduce((sum, value, unit) => sum + value * weightOf(unit), 0);
    return {
      bin,
      unfound: own.unfound,
      wrong: own.wrong,
      objects: total(own.objects),
      found: total(own.found),
      detections: total(own.detections),
      right: total(own.right),
      recall: share(chosen, own.objects, own.found, level),
      precision: share(chosen, own.detections, own.right, level),
    };
  });
  return { name: bins?.name ?? "all", rows, unknown };
}

function createSums(unitCount: number) {
  const column = () => new Float64Array(unitCount);
  const types = () => new Float64Array(ERROR_TYPES.length);
  return {
    objects: column(),
    found: column(),
    detections: column(),
    right: column(),
    unfound: types(),
    wrong: types(),
  };
}

function visit(classStart: Int32Array, index: number | null, each: (row: number) => void): void {
  const from = index === null ? 0 : classStart[index]!;
  const to = classStart[index === null ? classStart.length - 1 : index + 1]!;
  for (let row = from; row < to; row++) each(row);
}

function share(
  { sample, kept }: ChosenUnits,
  size: Float64Array,
  hits: Float64Array,
  level: number,
): EstimateDetail {
  const pick = (values: Float64Array) =>
    kept === null ? values : Float64Array.from(kept, (unit) => values[unit]!);
  const totals = totalsOfUnits(sample, { size: pick(size), hits: pick(hits) }, true);
  return createProportionEstimate(sample, totals, { fromUnit: null, classAbsent: false })(level);
}
