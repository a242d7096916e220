import { estimatorOf } from "../evaluation/evaluated-outcomes.js";
import type { EstimateDetail } from "../metrics/estimate-types.js";
import { COHEN_KAPPA } from "../metrics/predictions/cohen-kappa.js";
import { parseReference } from "../metrics/reference.js";
import { outcomesOfPairs } from "../outcomes/classification-types.js";
import { boxOverlap } from "../outcomes/detection/box-overlap.js";
import type { LabelledImage, LabellerState } from "./label-state.js";
import type { MaskAgreement } from "./masks/mask-agreement.js";

/** How far two people say the same of the images that both labelled. */
export interface LabelAgreement {
  /** Images that both gave labels to, or called empty. */
  readonly both: number;
  /** Of these, the ones of which they say the same. */
  readonly same: number;
  /** Images that one of the two could not tell, or both. */
  readonly undecided: number;
  /** Those of which they say something else, in the order of the first labeller's labels. */
  readonly differ: readonly string[];
  /**
   * Cohen's κ with its interval: agreement beyond what guessing by frequency would give. Null without
   * an image of both; its value is null where both gave one and the same label to all.
   */
  readonly kappa: Pick<EstimateDetail, "value" | "low" | "high"> | null;
  /** Boxes on the images of both, and how many of them meet; null where neither drew any. */
  readonly boxes: BoxAgreement | null;
  /** How far their masks cover each other; left out where none were painted. */
  readonly masks?: MaskAgreement;
  /** Lin's concordance of their numbers of all things, where things are counted; null where all are one number. */
  readonly concordance?: Pick<EstimateDetail, "value" | "low" | "high"> | null;
  /** How far apart they put points; left out where none are placed. */
  readonly points?: PointAgreement;
}

/** How far apart two people put the points of the objects that both marked. */
export interface PointAgreement {
  /** Objects of each, and pairs of one label. */
  readonly first: number;
  readonly second: number;
  readonly pairs: number;
  /** Points of these pairs that both placed, that one of them alone did, and how far apart half of the former are at the most. */
  readonly both: number;
  readonly one: number;
  /** As a share of the longer side of the first's box around the object; null without a point of both. */
  readonly halfWithin: number | null;
}

/** How far two people mark the same boxes. */
export interface BoxAgreement {
  readonly first: number;
  readonly second: number;
  /** Pairs with one label whose overlap is {@link BOXES_MEET} or more, each box in one pair at most. */
  readonly both: number;
}

/** Intersection over union from which on two boxes are of one thing, as in most evaluations of detectors. */
const BOXES_MEET = 0.5;

const KAPPA = parseReference(COHEN_KAPPA.id);

/**
 * Compares what two labellers say of whole images. Several labels of an image are one category, a set;
 * *empty* and *none of these* are one each. Of images with objects the kinds that were marked count, and
 * none of them is *empty*.
 *
 * @param level of the interval, in (0, 1)
 */
export function labelAgreement(
  first: LabellerState,
  second: LabellerState,
  level: number,
): LabelAgreement {
  const pairs: { readonly image: string; readonly first: string; readonly second: string }[] = [];
  let undecided = 0;
  for (const [image, own] of first.images) {
    const other = second.images.get(image);
    if (other === undefined) continue;
    const [a, b] = [categoryOf(own), categoryOf(other)];
    if (a !== null && b !== null) pairs.push({ image, first: a, second: b });
    else if (isUndecided(own) || isUndecided(other)) undecided++;
  }
  const boxes = boxAgreement(first, second);
  const differ = pairs.filter((pair) => pair.first !== pair.second).map(({ image }) => image);
  const about = {
    both: pairs.length,
    same: pairs.length - differ.length,
    undecided,
    differ,
    boxes,
  };
  if (pairs.length === 0) return { ...about, kappa: null };
  const classes = [...new Set(pairs.flatMap((pair) => [pair.first, pair.second]))].sort();
  const outcomes = outcomesOfPairs({
    classes,
    modelClassCount: classes.length,
    truth: Int32Array.from(pairs, (pair) => classes.indexOf(pair.first)),
    predicted: Int32Array.from(pairs, (pair) => classes.indexOf(pair.second)),
    cluster: null,
    clusterCount: 0,
  });
  const { value, low, high } = estimatorOf(outcomes, KAPPA).at(level);
  return { ...about, kappa: { value, low, high } };
}

/** Null where it has no labels and is not empty. */
function categoryOf({ label, objects }: LabelledImage): string | null {
  if (label?.kind === "objects") {
    const kinds = [...new Set(objects.map((one) => one.label))].sort();
    return kinds.length === 0 ? "empty" : JSON.stringify(kinds);
  }
  if (label?.kind === "empty" || label?.kind === "other") return label.kind;
  return label?.kind === "labels" ? JSON.stringify([...label.labels].sort()) : null;
}

function isUndecided({ label }: LabelledImage): boolean {
  return label?.kind === "cannot-tell";
}

/** Boxes of the images that both are done with, the pairs that overlap most first. */
function boxAgreement(first: LabellerState, second: LabellerState): BoxAgreement | null {
  const found = { first: 0, second: 0, both: 0 };
  for (const [image, own] of first.images) {
    const other = second.images.get(image);
    if (own.label?.kind !== "objects" || other?.label?.kind !== "objects") continue;
    const [ours, theirs] = [boxesOf(own), boxesOf(other)];
    found.first += ours.length;
    found.second += theirs.length;
    const pairs = ours.flatMap((a, i) =>
      theirs.flatMap((b, j) => {
        const overlap = a.label === b.label ? boxOverlap(a.xywh, 0, b.xywh, 0, false) : 0;
        return overlap >= BOXES_MEET ? [{ i, j, overlap }] : [];
      }),
    );
    const [mine, yours] = [new Set<number>(), new Set<number>()];
    for (const { i, j } of pairs.sort((a, b) => b.overlap - a.overlap)) {
      if (mine.has(i) || yours.has(j)) continue;
      mine.add(i);
      yours.add(j);
      found.both++;
    }
  }
  return found.first + found.second === 0 ? null : found;
}

function boxesOf({ objects }: LabelledImage) {
  return objects.flatMap(({ label, place }) =>
    place.kind === "box"
      ? [{ label, xywh: Float64Array.of(place.x, place.y, place.width, place.height) }]
      : [],
  );
}
