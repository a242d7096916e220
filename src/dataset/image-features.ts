import { HomegroundError } from "../core/errors.js";
import { createRandom } from "../core/random.js";

/** Features of the images of a set, a row an image. */
export interface ImageFeatures {
  /** The value of the model, or the file, that they are from. */
  readonly source: string;
  /** Numbers an image, as they were given. */
  readonly given: number;
  /** Numbers an image that are kept: fewer where images times numbers are very many. */
  readonly width: number;
  /** Row-major, images × width; 0 where an image has none. */
  readonly values: Float32Array;
  /** 1 where an image has features. */
  readonly has: Uint8Array;
}

/** Features of some images of a set, a row each. */
export interface PlacedFeatures {
  readonly features: ImageFeatures;
  /** Image of each row. */
  readonly images: Int32Array;
}

/** Takes features image by image. */
export interface FeatureCollector {
  /** One that is of another length than the first, or not finite, counts as none. */
  add(image: number, features: ArrayLike<number>): void;
  /** Null where no image has any. */
  finish(): ImageFeatures | null;
}

/** 100 MB. */
const MOST_VALUES = 25_000_000;

/** @param images how many the set has */
export function collectFeatures(source: string, images: number): FeatureCollector {
  const has = new Uint8Array(images);
  let found: {
    readonly given: number;
    readonly width: number;
    readonly values: Float32Array;
    readonly into: (row: ArrayLike<number>, values: Float32Array) => void;
  } | null = null;
  return {
    add(image, features) {
      const { length: given } = features;
      if (given === 0 || (found !== null && found.given !== given)) return;
      for (let d = 0; d < given; d++) if (!Number.isFinite(features[d]!)) return;
      if (found === null) {
        const width = images * given > MOST_VALUES ? Math.min(given, SKETCH) : given;
        const into = width < given ? sketch(given, width) : copy;
        found = { given, width, values: new Float32Array(images * width), into };
      }
      const { width, values, into } = found;
      into(features, values.subarray(image * width, (image + 1) * width));
      has[image] = 1;
    },
    finish: () =>
      found === null
        ? null
        : { source, given: found.given, width: found.width, values: found.values, has },
  };
}

function copy(row: ArrayLike<number>, values: Float32Array): void {
  values.set(row);
}

/** Numbers an image that features of very many images are brought to. */
export const SKETCH = 256;
const SPREAD = 8;

/**
 * Brings rows to fewer numbers: each of theirs goes with signs of its own to eight places. Squared distances keep their
 * mean, with a standard deviation of about √(2/width) of themselves.
 *
 * Source: Kane & Nelson, "Sparser Johnson-Lindenstrauss transforms", J. ACM 61(1), 2014.
 */
export function sketch(
  given: number,
  width: number,
): (row: ArrayLike<number>, values: Float32Array) => void {
  const random = createRandom(0, given);
  const share = Math.floor(width / SPREAD);
  const place = new Int32Array(given * SPREAD);
  const sign = new Float32Array(given * SPREAD);
  for (let i = 0; i < place.length; i++) {
    place[i] = (i % SPREAD) * share + random.below(share);
    sign[i] = random.below(2) === 0 ? 1 : -1;
  }
  const scale = 1 / Math.sqrt(SPREAD);
  return (row, values) => {
    values.fill(0);
    for (let d = 0; d < given; d++) {
      const value = row[d]! * scale;
      if (value === 0) continue;
      for (let i = d * SPREAD; i < (d + 1) * SPREAD; i++) values[place[i]!]! += sign[i]! * value;
    }
  };
}

/** Numbers an image up to which distances between two sets are taken of all of them. */
const MOST_COMPARED = 512;

/**
 * Features of two sets in the same numbers: as they are up to 512 an image, else brought to 256 by the same signs.
 *
 * @throws HomegroundError `features/other-length` where they are no features of one model
 */
export function alikeFeatures(
  a: ImageFeatures,
  b: ImageFeatures,
): readonly [ImageFeatures, ImageFeatures] {
  if (a.given !== b.given) {
    throw new HomegroundError("features/other-length", {
      what: `${a.source} has ${a.given} numbers an image, and ${b.source} ${b.given}`,
      where: b.source,
      fix: "Give features that one model has of both sets of images",
    });
  }
  const isWhole = a.width === a.given && b.width === b.given && a.given <= MOST_COMPARED;
  return isWhole ? [a, b] : [sketched(a), sketched(b)];
}

/** Brought to few numbers an image, where that has not been done. */
export function sketched(features: ImageFeatures): ImageFeatures {
  const { given, width, values, has } = features;
  if (width <= SKETCH) return features;
  const into = sketch(given, SKETCH);
  const few = new Float32Array(has.length * SKETCH);
  for (let image = 0; image < has.length; image++) {
    if (has[image] === 0) continue;
    const row = values.subarray(image * width, (image + 1) * width);
    into(row, few.subarray(image * SKETCH, (image + 1) * SKETCH));
  }
  return { ...features, width: SKETCH, values: few };
}

/** Those of some images, in their order. */
export function pickFeatures(features: ImageFeatures, images: Int32Array): ImageFeatures {
  const { width, values } = features;
  const own = new Float32Array(images.length * width);
  for (const [row, image] of images.entries()) {
    own.set(values.subarray(image * width, (image + 1) * width), row * width);
  }
  return {
    ...features,
    values: own,
    has: Uint8Array.from(images, (image) => features.has[image]!),
  };
}
