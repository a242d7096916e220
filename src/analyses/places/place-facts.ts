import type { Evaluation } from "../../evaluation/evaluation.js";
import {
  type CountedThings,
  clustersInGroups,
  type GroupShare,
  groupShares,
  type UnitGroup,
} from "../../metrics/group-shares.js";
import type { Units } from "../../metrics/sample.js";
import type { PlaceFacts, PlaceRow } from "../../results/report-input.js";
import { taskOf } from "../../tasks/registry.js";
import { MOST_PLACES, type PlaceAttribute, placeAttribute } from "./place-attribute.js";

/** So many classes have a row of their own in each place. */
const MOST_CLASSES = 12;

/**
 * How many are right, or found, in each place of {@link placeAttribute}: of all and of each of the
 * twelve largest classes. Ranges are over the clusters of the question that lie in a place, or where
 * each place is inside one of them (it is the cluster, say) over those of the question *here*, such
 * as sequences; where neither tells the images of a place apart, images are independent.
 *
 * @returns null where no attribute is a place, or where scores answer nothing
 */
export function placeFacts(
  evaluation: Pick<Evaluation, "outcomes" | "question" | "request" | "attributes">,
): PlaceFacts | null {
  const { outcomes, request } = evaluation;
  const place = placeAttribute(evaluation);
  const counted = taskOf(outcomes.kind).counted?.(outcomes) ?? null;
  if (place === null || counted === null) return null;

  const { group: all, levels } = place;
  const { shown, sizes, group } = shownPlaces(place);
  const classSizes = sizesOfClasses(counted.things);
  const classes = largest(classSizes, MOST_CLASSES);
  const rows = classes.length < 2 ? [] : classes;
  const { units, name } = clustersInside(evaluation, group);
  const shares = groupShares(withClasses(counted.things, rows), units, group, request.level);
  const labels = ["all", ...rows.map((k) => outcomes.classes[k]!)];
  return {
    attribute: place.name,
    measure: counted.measure,
    counted: counted.counted,
    clusterName: name,
    panels: shown.map((code, g) => ({
      place: levels[code]!,
      units: sizes[code]!,
      rows: shares[g]!.map((share, i) => placeRow(labels[i]!, share)),
    })),
    more: levels.length - shown.length,
    moreClasses: classSizes.filter((size) => size > 0).length - classes.length,
    unknown: all.of.filter((code) => code < 0).length,
  };
}

/** The places that are looked at, as codes of the levels, the largest first; and their units. */
export function shownPlaces({ group: all }: PlaceAttribute): {
  readonly shown: readonly number[];
  /** Units of each level. */
  readonly sizes: Float64Array;
  readonly group: UnitGroup;
} {
  const sizes = new Float64Array(all.count);
  for (const code of all.of) if (code >= 0) sizes[code]! += 1;
  const shown = largest(sizes, MOST_PLACES);
  return { shown, sizes, group: regrouped(all, shown) };
}

function placeRow(label: string, { hits, size, low, high }: GroupShare): PlaceRow {
  const known = (limit: number) => (Number.isNaN(limit) ? null : limit);
  return { label, hits, of: size, low: known(low), high: known(high) };
}

/** The clusters that tell units of one place apart, and what they are called. */
export function clustersInside(
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
