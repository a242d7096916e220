import { imagesByClass, type LabelledFeatures, type PreparedMeasure } from "./labelled-features.js";

/** Directions in which features vary by less than this share of the largest variance are none. */
const LEAST = 1e-10;

/**
 * H-score (Bao and others 2019): trace(cov(f)⁺ cov(E[f | class])), from 0 to one less than there are
 * classes. It is the sum, over classes, of the squared length of the class's indicator within the span
 * of the centred features, divided by its images. Features that outnumber the images span everything
 * and give the largest value whatever they are ({@link isSaturated}).
 */
export function hScore(data: LabelledFeatures): PreparedMeasure {
  const { count, width, values } = data.features;
  return (images) => {
    const n = images.length;
    if (n < 2) return null;
    // Where some of the images are looked at, a value that is the same for all candidates tells nothing.
    if (n < count && isSaturated(n, width)) return null;
    const columns = centredColumns(values, width, images);
    const groups = imagesByClass(data, images);
    const placeOf = new Map(Array.from(images, (image, at) => [image, at] as const));
    let sum = 0;
    for (const direction of directions(columns, n)) {
      for (const group of groups) {
        if (group.length === 0) continue;
        let product = 0;
        for (const image of group) product += direction[placeOf.get(image)!]!;
        sum += (product * product) / group.length;
      }
    }
    return sum;
  };
}

/** Whether so many features fit any classes of so many images. */
export function isSaturated(images: number, width: number): boolean {
  return width >= images - 1;
}

function centredColumns(values: Float64Array, width: number, images: Int32Array): Float64Array[] {
  return Array.from({ length: width }, (_, d) => {
    const column = Float64Array.from(images, (image) => values[image * width + d]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return column.map((value) => value - mean);
  });
}

/** Orthonormal directions that span the columns: Gram and Schmidt's, the longest rest first. */
function* directions(columns: Float64Array[], n: number): Generator<Float64Array> {
  const length = (column: Float64Array) => column.reduce((sum, value) => sum + value * value, 0);
  const lengths = columns.map(length);
  const most = Math.max(0, ...lengths);
  for (let found = 0; found < Math.min(columns.length, n - 1); found++) {
    let longest = 0;
    for (let d = 1; d < columns.length; d++) if (lengths[d]! > lengths[longest]!) longest = d;
    if (!(lengths[longest]! > LEAST * most)) return;
    const norm = Math.sqrt(lengths[longest]!);
    const direction = columns[longest]!.map((value) => value / norm);
    for (const [d, column] of columns.entries()) {
      if (lengths[d]! <= LEAST * most) continue;
      let product = 0;
      for (let i = 0; i < n; i++) product += direction[i]! * column[i]!;
      let rest = 0;
      for (let i = 0; i < n; i++) {
        const value = column[i]! - product * direction[i]!;
        column[i] = value;
        rest += value * value;
      }
      lengths[d] = rest;
    }
    lengths[longest] = 0;
    yield direction;
  }
}
