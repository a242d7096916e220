import type { ObjectColumns } from "../../core/objects.js";
import { pickIntegers, pickNumbers } from "../../core/picked-rows.js";
import {
  type DetectionInput,
  type DetectionOutcomes,
  type DetectionRows,
  KIND_BY_GEOMETRY,
  type MatchRules,
  type TruthRows,
} from "../detection-types.js";
import { checkMatchInput } from "./check-match-input.js";
import { createGroupMatcher, type MatchColumns } from "./group-matcher.js";
import type { MatchOptions } from "./match-options.js";
import { countedBits, type DetectionOrder, orderDetections, orderTruth } from "./object-order.js";

/** Name of the one class of a match without labels. */
export const ANY_CLASS = "object";

/**
 * Matches detections with ground truth, under one set of rules.
 *
 * - Detections of an image and label are taken by falling score, equal ones in the order of the
 *   answer, and cut at `maxDetections`.
 * - `coco`: at each threshold a detection takes the best ground truth that is free and overlaps it
 *   by the threshold or more, of equal overlaps the later; one that does not count (crowd, ignored,
 *   out of the area range) only where none that counts is left. A crowd absorbs any number.
 * - `voc`: a detection looks at its best ground truth alone (of equals the first): a second
 *   detection of it is wrong, any detection of an ignored one is ignored.
 * - `centre`: as `coco`, by the distance of centres; thresholds are the greatest distances.
 * - A detection without a match is ignored where its area is out of the range, or where its label
 *   was not, or only partly, looked for on the image.
 *
 * Time and memory are linear in objects, images and labels. Objects are told apart by their rows:
 * ids in files, doubled or 0, make no difference here.
 *
 * Source: cocoapi, `cocoeval.py` (`evaluateImg`); PASCAL VOC development kit, `VOCevaldet.m`.
 *
 * @throws HomegroundError `argument/not-a-number` for a score or box that is not finite,
 *   `argument/out-of-range`, `argument/length-mismatch`
 */
export function matchDetections(
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
): DetectionOutcomes {
  const at = rules.thresholds.indexOf(PAIRED);
  const { outcomes, truthOf } = match(input, rules, options, (t) => t === at);
  if (at >= 0) paired.set(input, { outcomes, at, truthOf: truthOf[at]! });
  return outcomes;
}

/** Overlap whose pairs are kept of a match at several: errors are looked for among them. */
const PAIRED = 0.5;

interface PairedMatch {
  readonly outcomes: DetectionOutcomes;
  /** Index of {@link PAIRED} in the thresholds. */
  readonly at: number;
  readonly truthOf: Int32Array;
}

const paired = new WeakMap<DetectionInput, PairedMatch>();

/** A match with the pairs behind it. */
export interface MatchedPairs {
  readonly outcomes: DetectionOutcomes;
  /**
   * For each threshold, by row of `outcomes.detections`: the input row of the ground truth that a
   * detection is matched to in the first area range, one that does not count included; −1 for none.
   */
  readonly truthOf: readonly Int32Array[];
}

/**
 * {@link matchDetections}, and which ground truth each detection was matched to. Thresholds and area
 * ranges do not touch each other, so that a match at one of them is read off one at several.
 */
export function matchPairs(
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
): MatchedPairs {
  const known = paired.get(input);
  return known !== undefined && holds(known.outcomes.rules, rules)
    ? pairsAlone(known, input, rules, options)
    : match(input, rules, options, () => true);
}

/** Whether a match has one at {@link PAIRED} alone, in its first area range, within it. */
function holds(known: MatchRules, rules: MatchRules): boolean {
  const [area, ...furtherAreas] = rules.areas;
  const [threshold, ...further] = rules.thresholds;
  return (
    threshold === PAIRED &&
    further.length === 0 &&
    furtherAreas.length === 0 &&
    area?.low === known.areas[0]?.low &&
    area?.high === known.areas[0]?.high &&
    rules.matching === known.matching &&
    rules.geometry === known.geometry &&
    rules.maxDetections === known.maxDetections &&
    rules.byLabel === known.byLabel
  );
}

function pairsAlone(
  { outcomes: { detections, truths }, at, truthOf }: PairedMatch,
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
): MatchedPairs {
  checkMatchInput(input, rules, options);
  const outcomes = outcomesOf(
    input,
    rules,
    options,
    {
      ...detections,
      matched: [bitOf(detections.matched[0]!, at)],
      ignored: [bitOf(detections.ignored[0]!, at)],
    },
    {
      ...truths,
      counted: truths.counted.map((areas) => areas & 1),
      found: bitOf(truths.found, at),
    },
  );
  return { outcomes, truthOf: [truthOf] };
}

/** One bit of each row, as bit 0. */
function bitOf(column: Uint16Array, at: number): Uint16Array {
  const bits = new Uint16Array(column.length);
  for (let row = 0; row < column.length; row++) bits[row] = (column[row]! >> at) & 1;
  return bits;
}

/** @param isPaired whether pairs are wanted at the threshold of an index; of the others there are none */
function match(
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
  isPaired: (t: number) => boolean,
): MatchedPairs {
  checkMatchInput(input, rules, options);
  const order = orderDetections(input, rules);
  const truths = orderTruth(input, rules);
  const count = order.source.length;
  const bits = (): Uint16Array[] => rules.areas.map(() => new Uint16Array(count));
  const columns: MatchColumns = {
    matched: bits(),
    ignored: bits(),
    counted: countedBits(input, rules.areas, truths.source),
    found: new Uint16Array(truths.source.length),
    truthOf: rules.thresholds.map((_, t) => new Int32Array(isPaired(t) ? count : 0).fill(-1)),
  };
  visitGroups(input, rules, order, truths.source, columns);
  const outcomes = outcomesOf(
    input,
    rules,
    options,
    {
      count,
      classStart: order.classStart,
      rank: order.rank,
      source: order.source,
      unit: pickIntegers(input.detections.image, order.source),
      score: pickNumbers(input.detections.score, order.source),
      matched: columns.matched,
      ignored: columns.ignored,
    },
    {
      count: truths.source.length,
      ...truths,
      unit: pickIntegers(input.truth.image, truths.source),
      counted: columns.counted,
      found: columns.found,
    },
  );
  return { outcomes, truthOf: columns.truthOf };
}

function outcomesOf(
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
  detections: DetectionRows,
  truths: TruthRows,
): DetectionOutcomes {
  return {
    kind: KIND_BY_GEOMETRY[rules.geometry],
    unitCount: input.imageCount,
    unit: "image",
    classes: rules.byLabel ? options.classes : [ANY_CLASS],
    modelClassCount: rules.byLabel ? options.modelClassCount : 1,
    cluster: options.clusters?.cluster ?? null,
    clusterCount: options.clusters?.clusterCount ?? 0,
    rules,
    threshold: options.threshold ?? null,
    detections,
    truths,
  };
}

/** Walks along detections and ground truth, both by class and image, and matches group by group. */
function visitGroups(
  input: DetectionInput,
  rules: MatchRules,
  { grouped, rowOf }: DetectionOrder,
  truths: Int32Array,
  columns: MatchColumns,
): void {
  const { detections, truth } = input;
  const rows = { detections: grouped, truths, rowOf };
  const matchGroup = createGroupMatcher(input, rules, rows, columns);
  /** −1, 0 or 1: whether row i of one side is of an earlier, the same or a later group. */
  const compare = (objects: ObjectColumns, i: number, image: number, label: number): number => {
    if (rules.byLabel && objects.label[i] !== label) return objects.label[i]! < label ? -1 : 1;
    return Math.sign(objects.image[i]! - image);
  };
  let d = 0;
  let g = 0;
  while (d < grouped.length) {
    const image = detections.image[grouped[d]!]!;
    const label = detections.label[grouped[d]!]!;
    const dStart = d;
    while (d < grouped.length && compare(detections, grouped[d]!, image, label) === 0) d++;
    while (g < truths.length && compare(truth, truths[g]!, image, label) < 0) g++;
    const gStart = g;
    while (g < truths.length && compare(truth, truths[g]!, image, label) === 0) g++;
    matchGroup(dStart, Math.min(d, dStart + rules.maxDetections), gStart, g);
  }
}
