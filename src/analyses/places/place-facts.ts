import type { CountedErrors } from "../../evaluation/detection/detection-facts.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import {
  type CountedThings,
  clustersInGroups,
  type GroupShare,
  groupShares,
  type UnitGroup,
} from "../../metrics/group-shares.js";
import type { Units } from "../../metrics/sample.js";
import { NO_ERROR } from "../../outcomes/detection/anatomy.js";
import type { PlaceFacts, PlaceRow } from "../../results/report-input.js";
import { MOST_PLACES, placeAttribute } from "./place-attribute.js";

/** So many classes have a row of their own in each place. */
const MOST_CLASSES = 12;

/** What is counted in each place, by class. */
interface Counted {
  readonly things: CountedThings;
  readonly measure: "right" | "found";
  readonly counted: string;
}

/**
 * How many are right, or found, in each place of {@link placeAttribute}: of all and of each of the
 * twelve largest classes. Ranges are over the clusters of the question that lie in a place, or where
 * each place is inside one of them (it is the cluster, say) over those of the question *here*, such
 * as sequences; where neither tells the images of a place apart, images are independent.
 *
 * @param errors of objects; wanted where the outcomes are detections
 * @returns null where no attribute is a place, or where scores answer nothing
 */
export function placeFacts(
  evaluation: Pick<Evaluation, "outcomes" | "question" | "request" | "attributes">,
  errors: CountedErrors | null,
): PlaceFacts | null {
  const { outcomes, request } = evaluation;
  const place = placeAttribute(evaluation);
  const counted = countedThings(outcomes, errors);
  if (place === null || counted === null) return null;

  const { group: all, levels } = place;
  const sizes = new Float64Array(all.count);
  for (const code of all.of) if (code >= 0) sizes[code]! += 1;
  const shown = largest(sizes, MOST_PLACES);
  const group = regrouped(all, shown);
  const classSizes = sizesOfClasses(counted.things);
  const classes = largest(classSizes, MOST_CLASSES);
  const rows = classes.length < 2 ? [] : classes;
  const { units, name } = clustersInside(evaluation, group);
  const shares = groupShares(withClasses(counted.things, rows), units, group, request.level);
  const labels = ["all", ...rows.map((k) => outcomes.classes[k]!)];
  return {
    ...{ attribute: place.name, measure: counted.measure, counted: counted.counted },
    clusterName: name,
    panels: shown.map((code, g) => ({
      ...{ place: levels[code]!, units: sizes[code]! },
      rows: shares[g]!.map((share, i) => placeRow(labels[i]!, share)),
    })),
    more: levels.length - shown.length,
    moreClasses: classSizes.filter((size) => size > 0).length - classes.length,
    unknown: all.of.filter((code) => code < 0).length,
  };
}

function placeRow(label: string, { hits, size, low, high }: GroupShare): PlaceRow {
  const known = (limit: number) => (Number.isNaN(limit) ? null : limit);
  return { label, hits, of: size, low: known(low), high: known(high) };
}

/** Images with their answers, labels of images, or objects; null where nothing is answered. */
function countedThings(outcomes: EvaluatedOutcomes, errors: CountedErrors | null): Counted | null {
  switch (outcomes.kind) {
    case "classification": {
      const { truth, predicted, unit } = outcomes;
      const hit = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
      return { measure: "right", counted: unit, things: wholeUnits(outcomes, truth, hit) };
    }
    case "anomaly": {
      const { truth, score, threshold, unit } = outcomes;
      if (threshold === null) return null;
      const hit = truth.map((t, i) => ((t === 1) === score[i]! >= threshold ? 1 : 0));
      const things = wholeUnits(outcomes, Int32Array.from(truth), hit);
      return { measure: "right", counted: unit, things };
    }
    case "multilabel":
      return { measure: "found", counted: "label", things: trueLabels(outcomes) };
    case "detection":
      return errors && { measure: "found", counted: "object", things: objects(errors) };
    default:
      return outcomes satisfies never;
  }
}

function wholeUnits(
  { unitCount, classes }: { readonly unitCount: number; readonly classes: readonly string[] },
  classIndex: Int32Array,
  hit: Uint8Array,
): CountedThings {
  const unit = Int32Array.from({ length: unitCount }, (_, i) => i);
  const several = { severalPerUnit: false, severalPerClass: false };
  return { ...{ unit, classIndex, hit }, classCount: classes.length, ...several };
}

function trueLabels({
  truth,
  predicted,
  classes,
}: Extract<EvaluatedOutcomes, { kind: "multilabel" }>): CountedThings {
  const width = classes.length;
  let count = 0;
  for (let at = 0; at < truth.length; at++) count += truth[at]!;
  const unit = new Int32Array(count);
  const classIndex = new Int32Array(count);
  const hit = new Uint8Array(count);
  for (let at = 0, row = 0; at < truth.length; at++) {
    if (truth[at] !== 1) continue;
    unit[row] = Math.floor(at / width);
    classIndex[row] = at % width;
    hit[row++] = predicted[at]!;
  }
  const several = { severalPerUnit: true, severalPerClass: false };
  return { unit, classIndex, hit, classCount: width, ...several };
}

/** Objects that are to be found, and whether a detection that counts has each. */
function objects({ counting, anatomy }: CountedErrors): CountedThings {
  const { truths, classes } = counting;
  const unit: number[] = [];
  const classIndex: number[] = [];
  const hit: number[] = [];
  for (let k = 0; k < classes.length; k++) {
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if ((truths.counted[row]! & 1) === 0) continue;
      unit.push(truths.unit[row]!);
      classIndex.push(k);
      hit.push(anatomy.ofTruth[row] === NO_ERROR ? 1 : 0);
    }
  }
  return {
    ...{ unit: Int32Array.from(unit), classIndex: Int32Array.from(classIndex) },
    ...{ hit: Uint8Array.from(hit), classCount: classes.length },
    ...{ severalPerUnit: true, severalPerClass: true },
  };
}

/** The clusters that tell units of one place apart, and what they are called. */
function clustersInside(
  { outcomes, question }: Pick<Evaluation, "outcomes" | "question">,
  group: UnitGroup,
): { readonly units: Units; readonly name: string | null } {
  const { unitCount } = outcomes;
  for (const clusters of [question.clusters, question.here]) {
    if (clusters === null) continue;
    const units = { unitCount, cluster: clusters.cluster, clusterCount: clusters.count };
    const { counts } = clustersInGroups(units, group);
    if (counts.some((count) => count > 1)) return { units, name: clusters.name };
  }
  return { units: { unitCount, cluster: null, clusterCount: 0 }, name: null };
}

function sizesOfClasses({ classIndex, classCount }: CountedThings): Float64Array {
  const sizes = new Float64Array(classCount);
  for (let row = 0; row < classIndex.length; row++) sizes[classIndex[row]!]! += 1;
  return sizes;
}

/** Indices of the greatest sizes above 0, the greatest first, ties in their order. */
function largest(sizes: Float64Array, most: number): readonly number[] {
  const indices = [...sizes.keys()].filter((i) => sizes[i]! > 0);
  return indices.sort((a, b) => sizes[b]! - sizes[a]! || a - b).slice(0, most);
}

/** The groups named, in that order; units of others are in none. */
function regrouped({ of, count }: UnitGroup, groups: readonly number[]): UnitGroup {
  const place = new Int32Array(count).fill(-1);
  for (const [g, old] of groups.entries()) place[old] = g;
  return { of: of.map((code) => (code < 0 ? -1 : place[code]!)), count: groups.length };
}

/** The classes named, in that order; things of others count for all together alone. */
function withClasses(things: CountedThings, classes: readonly number[]): CountedThings {
  const place = new Int32Array(things.classCount).fill(-1);
  for (const [row, k] of classes.entries()) place[k] = row;
  const classIndex = things.classIndex.map((k) => place[k]!);
  return { ...things, classIndex, classCount: classes.length };
}
