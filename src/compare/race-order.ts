import { drawnLookOrder, type LookedAtUnits, unitLookOrder } from "../evaluation/look-order.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import { drawnUnits } from "../formats/drawn-list.js";
import type { DrawnList } from "../formats/drawn-list-types.js";
import type { RaceRules } from "./race-models.js";

/** In which order the labels of shared units came. */
export type RaceOrder = Pick<RaceRules, "order" | "basis" | "skipped">;

/** What a race has to know of the first model's evaluation. */
export interface RacedUnits extends LookedAtUnits {
  /** Row of the label file for each image of the set. */
  readonly rowOfImage: Int32Array;
  readonly drawn: DrawnList | undefined;
}

/**
 * Shared units in the order of a list that was drawn at random, where the labels are of one; else in that of
 * the file where it was said to be random; else in an order drawn from the seed.
 *
 * @param shared unit of the first model of each shared unit
 */
export function raceOrder(
  { drawn, rowOfImage, ...units }: RacedUnits,
  shared: Int32Array,
  request: Pick<EvaluateRequest, "lookOrder" | "seed">,
): RaceOrder {
  const isOfList = rowOfImage.every((row) => (drawn?.entryOf[row] ?? -1) >= 0);
  const list = drawn?.design === "random" && isOfList ? drawn : null;
  const firstDraw = (image: number): number => list!.draws[list!.entryOf[rowOfImage[image]!]!]![0]!;
  const images =
    list === null
      ? drawnLookOrder(rowOfImage.length, request)
      : Int32Array.from(rowOfImage.keys()).sort((a, b) => firstDraw(a) - firstDraw(b));
  const inOrder = unitLookOrder(units, list === null ? request.lookOrder : "drawn", images);
  const placeOf = new Map(Array.from(shared, (unit, at) => [unit, at]));
  return {
    order: Int32Array.from(Array.from(inOrder).flatMap((unit) => placeOf.get(unit) ?? [])),
    basis: list !== null ? "list" : request.lookOrder === "file" ? "file" : "seed",
    skipped: list === null ? 0 : drawnUnits(list, units.row).skipped,
  };
}
