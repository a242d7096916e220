import { createGrowingInts } from "../../core/growing-columns.js";
import { MAX_MASK_LABELS, unpackMask } from "../../core/masks/label-mask.js";
import type { MaskColumn, MaskSize } from "../../formats/import-types.js";
import type { ManifestLine } from "../record/manifest.js";
import { unfit } from "./prediction-rows.js";

/** More pixels of all masks than this are not counted again: anybody may have written a record. */
const MOST_PIXELS = 5e11;

/** True masks of the scored lines of a manifest, as columns in their order. */
export interface EvidenceMasks {
  /** Mask of image i, as `packMask` has it, is `values[start[i] … start[i + 1] − 1]`; nothing where its line has none. */
  readonly start: Int32Array;
  readonly values: Int32Array;
  readonly pixels: number;
}

export interface EvidenceMasksBuilder {
  /** The next scored line. */
  add(line: ManifestLine, codeOf: (label: string) => number): void;
  /** @param placeOf number of a label by its code */
  finish(placeOf: Int32Array): EvidenceMasks;
}

export function createEvidenceMasks(): EvidenceMasksBuilder {
  const [start, values] = [createGrowingInts(), createGrowingInts()];
  let pixels = 0;
  start.push(0);
  return {
    add({ mask }, codeOf) {
      if (mask !== undefined) {
        const [widthPx, heightPx] = mask.size;
        pixels += widthPx * heightPx;
        values.push(widthPx);
        values.push(heightPx);
        const codes = mask.labels.map(codeOf);
        for (let k = 0; k < mask.runs.length; k += 2) {
          const label = mask.runs[k]!;
          values.push(label < 0 ? label : codes[label]!);
          values.push(mask.runs[k + 1]!);
        }
      }
      start.push(values.length);
    },
    finish(placeOf) {
      const [starts, all] = [start.finish(), values.finish()];
      for (let i = 0; i + 1 < starts.length; i++) {
        for (let at = starts[i]! + 2; at < starts[i + 1]!; at += 2) {
          if (all[at]! >= 0) all[at] = placeOf[all[at]!]!;
        }
      }
      return { start: starts, values: all, pixels };
    },
  };
}

/**
 * The masks as the evaluation reads them: a row a scored image.
 *
 * @param labelNames of the labels of the masks
 * @throws HomegroundError `record/predictions` where a line has no mask, or they are too many
 */
export function masksOf(masks: EvidenceMasks, labelNames: readonly string[]): MaskColumn {
  const { start, values, pixels } = masks;
  const where = "manifest.ndjson";
  if (labelNames.length > MAX_MASK_LABELS) throw unfit("it has too many labels", where);
  if (pixels > MOST_PIXELS) throw unfit(`its masks have ${pixels} pixels, too many`, where);
  for (let i = 0; i + 1 < start.length; i++) {
    if (start[i] === start[i + 1]) throw unfit(`scored image ${i + 1} has no mask`, where);
  }
  return {
    labelNames,
    async read(row) {
      const own = values.subarray(start[row]!, start[row + 1]!);
      const mask = unpackMask(Float64Array.from(own));
      if (mask === null) throw unfit(`the mask of scored image ${row + 1} is none`, where);
      return mask;
    },
  };
}

/** Size of the mask of a scored image; null where its line has none. */
export function maskSizeOf({ start, values }: EvidenceMasks, image: number): MaskSize | null {
  const at = start[image]!;
  if (at === start[image + 1]) return null;
  return { widthPx: values[at]!, heightPx: values[at + 1]! };
}
