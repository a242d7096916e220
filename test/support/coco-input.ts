import type { DetectionInput } from "../../src/outcomes/detection-types.js";
import { inputOf } from "./detection-inputs.js";

export interface CocoAnnotation {
  readonly id?: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [number, number, number, number];
  readonly area?: number;
  readonly iscrowd?: number;
  readonly score?: number;
}

export interface CocoTruth {
  readonly images: readonly { readonly id: number }[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly { readonly id: number }[];
}

/**
 * Boxes of COCO's ground truth and results as they are, images and categories by rising id; no
 * reader of the project takes part.
 */
export function cocoInput(
  truth: CocoTruth,
  results: readonly CocoAnnotation[],
): {
  readonly input: DetectionInput;
  readonly images: readonly number[];
  readonly categories: readonly number[];
} {
  const ids = (records: readonly { readonly id: number }[]) =>
    records.map(({ id }) => id).sort((a, b) => a - b);
  const images = ids(truth.images);
  const categories = ids(truth.categories);
  const imageOf = new Map(images.map((id, i) => [id, i]));
  const labelOf = new Map(categories.map((id, k) => [id, k]));
  const place = (one: CocoAnnotation) => ({
    image: imageOf.get(one.image_id) ?? -1,
    label: labelOf.get(one.category_id) ?? -1,
    box: one.bbox,
  });
  const input = inputOf({
    imageCount: images.length,
    labelCount: categories.length,
    truths: truth.annotations.map((one) => ({
      ...place(one),
      flags: one.iscrowd === 1 ? 1 : 0,
      ...(one.area === undefined ? {} : { area: one.area }),
    })),
    detections: results.map((one) => ({ ...place(one), score: one.score ?? Number.NaN })),
  });
  return { input, images, categories };
}
