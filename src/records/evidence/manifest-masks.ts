import { packMask, unpackMask } from "../../core/masks/label-mask.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import { maskJoin } from "../../evaluation/mask-join.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { MaskSize } from "../../formats/import-types.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import type { ManifestMask } from "../record/manifest.js";
import type { RecordImages } from "./record-images.js";

/** The true masks of a record's scored images. */
export interface TrueMasks {
  /** @param size of the prediction, in which a mask without a size of its own is drawn */
  read(image: number, size: MaskSize | null): Promise<ManifestMask>;
}

/** @returns null for a task without masks */
export function trueMasks(
  { truth }: Pick<TruthOnFiles, "truth">,
  set: ImageSet,
  images: RecordImages,
  { spacing }: Pick<EvaluateRequest, "spacing">,
): TrueMasks | null {
  const join = maskJoin(truth, spacing, []);
  if (join === undefined) return null;
  const { masks, hasSpacing, spacingOf } = join;
  const rowOf = new Map(set.file.map((name, i) => [name, set.row[i]!]));
  return {
    async read(image, size) {
      const row = rowOf.get(images.name[image]!)!;
      const mask = await masks.read(row, size);
      const packed = packMask(mask);
      const own = new Map<number, number>();
      const runs = Array.from(packed.subarray(2));
      for (let k = 0; k < runs.length; k += 2) {
        const label = runs[k]!;
        if (label < 0) continue;
        if (!own.has(label)) own.set(label, own.size);
        runs[k] = own.get(label)!;
      }
      const distance = hasSpacing ? spacingOf(row) : null;
      return {
        labels: Array.from(own.keys(), (label) => masks.labelNames[label]!),
        runs,
        size: [mask.widthPx, mask.heightPx],
        ...(distance === null ? {} : { spacing: distance }),
      };
    },
  };
}

/** Sizes of the predicted masks of scored images. */
export async function predictedSizes(
  predictions: PredictionSource,
  count: number,
): Promise<readonly (MaskSize | null)[]> {
  const sizes: (MaskSize | null)[] = [];
  for (let i = 0; i < count; i++) {
    const answer = await predictions.answer(i);
    const mask = answer.kind === "scores" ? unpackMask(answer.scores) : null;
    sizes.push(mask && { widthPx: mask.widthPx, heightPx: mask.heightPx });
  }
  return sizes;
}
