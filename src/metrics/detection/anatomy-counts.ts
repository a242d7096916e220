import { pickIntegers } from "../../core/picked-rows.js";
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
  const { detections, truths, unitCount } = outcomes;
  const binsOf = (of: Int32Array | undefined, source: Int32Array): Int32Array =>
    of === undefined ? new Int32Array(source.length) : pickIntegers(of, source);
  const objects = createTally(names.length, unitCount, weights);
  countTruths(outcomes, anatomy, index, binsOf(bins?.ofTruth, truths.source), objects);
  const found = createTally(names.length, unitCount, weights);
  countDetections(outcomes, anatomy, index, binsOf(bins?.ofDetection, detections.source), found);

  const rows = names.map((bin, b): ErrorCounts => {
    const total = (values: Float64Array) => {
      let sum = 0;
      for (let unit = 0; unit < unitCount; unit++) sum += values[unit]! * (weights?.[unit] ?? 1);
      return sum;
    };
    const [size, hits] = [ofBin(objects.all, b, unitCount), ofBin(objects.good, b, unitCount)];
    const [answered, right] = [ofBin(found.all, b, unitCount), ofBin(found.good, b, unitCount)];
    return {
      bin,
      unfound: ofBin(objects.byType, b, ERROR_TYPES.length),
      wrong: ofBin(found.byType, b, ERROR_TYPES.length),
      objects: total(size),
      found: total(hits),
      detections: total(answered),
      right: total(right),
      recall: share(chosen, size, hits, level),
      precision: share(chosen, answered, right, level),
    };
  });
  const unknown = { objects: objects.inNone[0]!, detections: found.inNone[0]! };
  return { name: bins?.name ?? "all", rows, unknown };
}

/** Rows by bin and unit, those of them that are found or right, and the weight of each error. */
interface Tally {
  readonly weights: Float64Array | null;
  readonly unitCount: number;
  /** Row-major bins × units. */
  readonly all: Float64Array;
  readonly good: Float64Array;
  /** Row-major bins × {@link ERROR_TYPES}. */
  readonly byType: Float64Array;
  /** Weight of what is in no bin, one number. */
  readonly inNone: Float64Array;
}

function createTally(bins: number, unitCount: number, weights: Float64Array | null): Tally {
  return {
    weights,
    unitCount,
    all: new Float64Array(bins * unitCount),
    good: new Float64Array(bins * unitCount),
    byType: new Float64Array(bins * ERROR_TYPES.length),
    inNone: new Float64Array(1),
  };
}

function countTruths(
  { truths }: DetectionOutcomes,
  { ofTruth }: ErrorAnatomy,
  index: number | null,
  bins: Int32Array,
  tally: Tally,
): void {
  const [from, to] = rowsOfClass(truths.classStart, index);
  for (let row = from; row < to; row++) {
    if ((truths.counted[row]! & 1) === 0) continue;
    const type = ofTruth[row]!;
    count(tally, bins[row]!, truths.unit[row]!, type === NO_ERROR, type);
  }
}

function countDetections(
  { detections }: DetectionOutcomes,
  { ofDetection, overlap }: ErrorAnatomy,
  index: number | null,
  bins: Int32Array,
  tally: Tally,
): void {
  const matched = detections.matched[0] ?? new Uint16Array(detections.count);
  const [from, to] = rowsOfClass(detections.classStart, index);
  for (let row = from; row < to; row++) {
    const type = ofDetection[row]!;
    const isRight = ((matched[row]! >> overlap) & 1) === 1;
    if (type === NO_ERROR && !isRight) continue; // neither right nor wrong
    count(tally, bins[row]!, detections.unit[row]!, isRight, type);
  }
}

function count(tally: Tally, bin: number, unit: number, isGood: boolean, type: number): void {
  const weight = tally.weights === null ? 1 : tally.weights[unit]!;
  if (bin < 0) {
    tally.inNone[0]! += weight;
    return;
  }
  const at = bin * tally.unitCount + unit;
  tally.all[at]! += 1;
  if (isGood) tally.good[at]! += 1;
  else tally.byType[bin * ERROR_TYPES.length + type]! += weight;
}

function ofBin(values: Float64Array, bin: number, width: number): Float64Array {
  return values.subarray(bin * width, (bin + 1) * width);
}

/** First row of a class, and the one behind its last; null for all classes. */
function rowsOfClass(classStart: Int32Array, index: number | null): readonly [number, number] {
  if (index === null) return [0, classStart[classStart.length - 1]!];
  return [classStart[index]!, classStart[index + 1]!];
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
