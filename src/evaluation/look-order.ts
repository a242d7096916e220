import { DRAW_STREAM, drawFrom } from "../dataset/attributes/draw.js";
import type { ResultListed, ResultVerdict } from "../results/result.js";
import type { EvaluateRequest } from "./request.js";

/**
 * The order in which images are looked at, one after the other, drawn from the seed: a random
 * permutation by a Philox stream of its own ({@link DRAW_STREAM}), the same for the same images and
 * seed on the command line and in a page that scores them in this order.
 *
 * @param count images of the set, which are numbered in the order of their names
 * @returns images in the order in which they are looked at
 */
export function drawnLookOrder(count: number, { seed }: Pick<EvaluateRequest, "seed">): Int32Array {
  return drawFrom(count, count, seed, DRAW_STREAM.lookOrder);
}

/** Units of an evaluation, as their looks need them. */
export interface LookedAtUnits {
  /** Image of the set for each unit, ascending. */
  readonly image: Int32Array;
  /** Row of the label file for each unit. */
  readonly row: Int32Array;
  /** Cluster of each unit; null where units are independent. */
  readonly cluster: Int32Array | null;
}

/**
 * Units in the order in which verdicts at any look take them (METHODS §5). Drawn: in the order of
 * their images in `drawn`; clusters one after the other, each at the place of its first unit by name,
 * so that their order is a random one too, whatever their sizes. By the file: in the order of its
 * rows, so that a cluster is complete at its last row.
 *
 * @param drawn images in a random order
 */
export function unitLookOrder(
  { image, row, cluster }: LookedAtUnits,
  order: EvaluateRequest["lookOrder"],
  drawn: Int32Array,
): Int32Array {
  const units = Int32Array.from(image.keys());
  if (order === "file") return units.sort((a, b) => row[a]! - row[b]!);
  const rank = new Int32Array(drawn.length);
  for (let at = 0; at < drawn.length; at++) rank[drawn[at]!] = at;
  const own = image.map((one) => rank[one]!);
  if (cluster === null) return units.sort((a, b) => own[a]! - own[b]!);
  const ofCluster = new Map<number, number>();
  for (const unit of units) {
    if (!ofCluster.has(cluster[unit]!)) ofCluster.set(cluster[unit]!, own[unit]!);
  }
  const first = cluster.map((g) => ofCluster.get(g)!);
  return units.sort((a, b) => first[a]! - first[b]! || own[a]! - own[b]!);
}

/** What else is known of the order of looks. */
interface LookedAt {
  /** Whether images were scored in a random order while somebody watched. */
  readonly isWatched: boolean;
  readonly hasClusters: boolean;
  /** Whether the label file was written by labels made in the app. */
  readonly isMadeHere: boolean;
}

/** In which order verdicts at any look took the images: they hold for a random one alone. */
export function lookOrderNote(
  judged: readonly ResultVerdict[],
  { lookOrder, seed }: Pick<EvaluateRequest, "lookOrder" | "seed">,
  { isWatched, hasClusters, isMadeHere }: LookedAt,
): ResultListed[] {
  if (!judged.some(({ anytime }) => (anytime ?? null) !== null)) return [];
  const one = hasClusters ? "groups of images" : "images";
  const what =
    lookOrder === "file"
      ? isMadeHere
        ? `the ${one} were taken in the order in which they were labelled, which was drawn at random`
        : `the ${one} were taken in the order of the label file, which was said to be random`
      : isWatched && !hasClusters
        ? "the images were taken in the order in which they were scored, which was drawn at random"
        : `the ${one} were taken in an order drawn at random from the seed ${seed}`;
  return [{ file: "", code: "verdict/look-order", what }];
}
