import type { LabelMask } from "../../core/masks/label-mask.js";
import type { ClassPixels } from "./pixel-confusion.js";

/** An image with little overlap, whose masks are kept to be shown. */
export interface WorstMask {
  /** Of the set. */
  readonly image: number;
  /** The least Dice of a label of it, and that label. */
  readonly dice: number;
  readonly label: number;
  /** Masks with labels as classes; null for none. */
  masks(): { readonly truth: LabelMask; readonly predicted: LabelMask } | null;
}

/**
 * Outcomes of semantic segmentation: the image is the unit, and what is kept of it are counts of pixels
 * and distances of boundaries by class, so that memory grows with images and not with pixels. Matrices
 * are row-major, units × classes.
 */
export interface MaskOutcomes {
  readonly kind: "semantic-segmentation";
  readonly unitCount: number;
  readonly unit: string;
  /** The model's labels and, behind them, labels of the ground truth that the model does not have. */
  readonly classes: readonly string[];
  /** Class of pixels on which nothing is; −1 where no class is that. */
  readonly background: number;
  /** Pixels that count: those that are not void in the ground truth. */
  readonly pixels: Float64Array;
  /** Pixels of each class in the ground truth. */
  readonly truth: Float64Array;
  /** In the prediction, of the pixels that count. */
  readonly predicted: Float64Array;
  /** In both. */
  readonly shared: Float64Array;
  /**
   * Distances of boundaries: NaN where a class is in neither mask (and of the background), Infinity where
   * it is in one alone.
   */
  readonly hd95: Float64Array;
  readonly assd: Float64Array;
  /** Share of boundaries within each tolerance; units × classes × tolerances. */
  readonly nsd: Float64Array;
  readonly tolerances: readonly number[];
  /** Whether distances are in the unit of a spacing that was given; else in pixels. */
  readonly hasSpacing: boolean;
  /** The images with the least overlap, the worst first. */
  readonly worst: readonly WorstMask[];
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Whether pixels were labelled. */
export function haveMasks(outcomes: { readonly kind: string }): outcomes is MaskOutcomes {
  return outcomes.kind === "semantic-segmentation";
}

/**
 * Outcomes of images of which nothing is known but the pixels of each class.
 *
 * @param classes their names, and which of them is the background
 */
export function outcomesOfPixels(
  images: readonly ClassPixels[],
  { names, background }: { readonly names: readonly string[]; readonly background: number },
  cluster: Int32Array | null = null,
  clusterCount = 0,
): MaskOutcomes {
  const all = (of: (one: ClassPixels) => Float64Array): Float64Array =>
    Float64Array.from(images.flatMap((one) => [...of(one)]));
  const unknown = (): Float64Array =>
    new Float64Array(images.length * names.length).fill(Number.NaN);
  return {
    kind: "semantic-segmentation",
    unitCount: images.length,
    unit: "image",
    classes: names,
    background,
    pixels: Float64Array.from(images, ({ pixels }) => pixels),
    truth: all(({ truth }) => truth),
    predicted: all(({ predicted }) => predicted),
    shared: all(({ shared }) => shared),
    hd95: unknown(),
    assd: unknown(),
    nsd: new Float64Array(),
    tolerances: [],
    hasSpacing: false,
    worst: [],
    cluster,
    clusterCount,
  };
}
