import { isHomegroundError } from "../../core/errors.js";
import { backgroundOf, type LabelMask, unpackMask } from "../../core/masks/label-mask.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import type { MaskColumn } from "../../formats/import-types.js";
import { maskNumbers } from "../../tasks/segmentation/mask-numbers.js";

/** Masks of an image for a canvas: the class of each pixel, negative for none, row after row. */
export interface MasksTold {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly truth: Int16Array;
  readonly predicted: Int16Array;
  readonly classes: readonly string[];
  /** Class that is not drawn; −1 for none. */
  readonly background: number;
}

/** True and predicted masks of images of a set. */
export interface ItemMasks {
  /** Null where one of both is not at hand any more. */
  of(image: number, longestPx: number): Promise<MasksTold | null>;
}

/** @param packed predicted mask of an image; null where there was no room for it */
export function createItemMasks(
  { images, map }: PreparedImages,
  masks: MaskColumn,
  packed: (image: number) => Float64Array | null,
): ItemMasks {
  const numbers = maskNumbers(map, masks.labelNames);
  const background = backgroundOf(numbers.classes);
  return {
    async of(image, longestPx) {
      const scores = packed(image);
      const predicted = scores === null ? null : unpackMask(scores);
      if (predicted === null) return null;
      const truth = await readAgain(masks, images.row[image]!, predicted);
      if (truth === null) return null;
      numbers.ofTruth(truth);
      numbers.ofPrediction(predicted);
      return {
        ...smaller(truth, predicted, longestPx),
        classes: numbers.classes,
        background: numbers.classes.length > 1 ? background : -1,
      };
    },
  };
}

/** Null where the file is gone. */
async function readAgain(
  masks: MaskColumn,
  row: number,
  size: LabelMask,
): Promise<LabelMask | null> {
  try {
    return await masks.read(row, size);
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}

/** Both with at most so many pixels a side, each pixel the one that lies in its middle. */
function smaller(
  truth: LabelMask,
  predicted: LabelMask,
  longestPx: number,
): Pick<MasksTold, "widthPx" | "heightPx" | "truth" | "predicted"> {
  const { widthPx: from, heightPx: fromRows } = truth;
  const scale = Math.min(1, longestPx / Math.max(from, fromRows));
  const [widthPx, heightPx] = [from, fromRows].map((side) => Math.max(1, Math.round(side * scale)));
  const small = {
    truth: new Int16Array(widthPx! * heightPx!),
    predicted: new Int16Array(widthPx! * heightPx!),
  };
  for (let y = 0, to = 0; y < heightPx!; y++) {
    const row = Math.floor(((y + 0.5) * fromRows) / heightPx!) * from;
    for (let x = 0; x < widthPx!; x++, to++) {
      const at = row + Math.floor(((x + 0.5) * from) / widthPx!);
      small.truth[to] = truth.labels[at]!;
      small.predicted[to] = predicted.labels[at]!;
    }
  }
  return { widthPx: widthPx!, heightPx: heightPx!, ...small };
}
