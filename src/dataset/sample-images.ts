import { createRandom, drawToFront } from "../core/random.js";
import { type ImageSet, pickImages } from "./image-set.js";

/** Streams of a seed that draw samples, apart from those of bootstrap replicates. */
const SAMPLE_STREAM = 2 ** 40;

/**
 * A simple random sample of the images to score, without replacement: the same one for the same
 * images and seed. The others are listed as `not-sampled`.
 *
 * @param size of the sample; all images where there are no more
 */
export function sampleImages(images: ImageSet, size: number, seed: number): ImageSet {
  const n = images.file.length;
  if (size >= n) return images;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const random = createRandom(seed, SAMPLE_STREAM);
  drawToFront(order, size, random);
  const kept = order.slice(0, size).sort();
  // Images whose files are missing could have been drawn as well as any: as large a share of them stays.
  const absent = images.missing.file.length;
  const absentKept = Math.ceil((absent * size) / n);
  const ofAbsent = Int32Array.from({ length: absent }, (_, i) => i);
  drawToFront(ofAbsent, absentKept, random);
  const isKept = new Uint8Array(n);
  for (const i of kept) isKept[i] = 1;
  const left = images.file.filter((_, i) => isKept[i] === 0);

  return {
    ...images,
    ...pickImages(images, kept),
    found: kept.map((i) => images.found[i]!),
    missing: pickImages(images.missing, ofAbsent.slice(0, absentKept).sort()),
    listed: [
      ...images.listed,
      ...left.map((file) => ({
        file,
        code: "not-sampled",
        what: `it is not among the ${size} images drawn`,
      })),
    ],
  };
}
