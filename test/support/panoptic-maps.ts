import { maskPng } from "./mask-writer.js";

/** A map of segments: a number for each pixel, 0 for void. */
export interface PanopticMap {
  readonly ids: readonly (readonly number[])[];
  readonly segments: readonly {
    readonly id: number;
    readonly category_id: number;
    readonly iscrowd?: 0 | 1;
  }[];
}

/** The PNG file of a map: R + 256·G + 65,536·B. */
export function panopticPng({ ids }: PanopticMap): Uint8Array {
  const rows = ids.map((row) => row.flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16]));
  return maskPng(rows, { colourType: 2 });
}

/** Sums of a category. */
interface Counted {
  iou: number;
  tp: number;
  fp: number;
  fn: number;
}

/**
 * What panopticapi counts, pixel by pixel: pairs of one category with an IoU above 0.5, void out of the union;
 * predictions without a partner that are void or crowd of their category for more than half are dropped.
 */
export function slowPanoptic(
  pairs: readonly (readonly [truth: PanopticMap, predicted: PanopticMap])[],
): ReadonlyMap<number, Counted> {
  const counts = new Map<number, Counted>();
  const countsOf = (category: number): Counted => {
    const known = counts.get(category) ?? { iou: 0, tp: 0, fp: 0, fn: 0 };
    counts.set(category, known);
    return known;
  };
  for (const [truth, predicted] of pairs) {
    const pixels = truth.ids.flatMap((row, y) => row.map((g, x) => [g, predicted.ids[y]![x]!]));
    const count = (is: (g: number, p: number) => boolean): number =>
      pixels.filter(([g, p]) => is(g!, p!)).length;
    const partners = new Set<number>();
    for (const { id, category_id, iscrowd } of truth.segments) {
      if (iscrowd === 1) continue;
      const iouWith = (own: number): number => {
        const both = count((g, p) => g === id && p === own);
        return both / count((g, p) => g === id || (p === own && g !== 0));
      };
      const partner = predicted.segments.find(
        (one) => one.category_id === category_id && iouWith(one.id) > 0.5,
      );
      const into = countsOf(category_id);
      if (partner === undefined) into.fn++;
      else {
        into.tp++;
        into.iou += iouWith(partner.id);
        partners.add(partner.id);
      }
    }
    for (const { id, category_id } of predicted.segments) {
      if (partners.has(id)) continue;
      const crowds = truth.segments.filter(
        (one) => one.iscrowd === 1 && one.category_id === category_id,
      );
      const isVoid = (g: number) => g === 0 || crowds.some((one) => one.id === g);
      const area = count((_, p) => p === id);
      if (count((g, p) => p === id && isVoid(g)) <= area / 2) countsOf(category_id).fp++;
    }
  }
  return counts;
}
